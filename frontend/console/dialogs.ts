// Native dialogs and menus; the side menu of small screens; the forward dialog's two lists.
import { all, find } from './dom';

export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent('sangdam:opened'));
}

function side(isOpen: boolean): void {
  const menu = find('#side');
  const veil = find('[data-side-close]');
  if (!menu || !veil) return;
  menu.toggleAttribute('data-open', isOpen);
  veil.hidden = !isOpen;
  find('[data-side-open]')?.setAttribute('aria-expanded', String(isOpen));
  find('#main')?.toggleAttribute('inert', isOpen);
  if (isOpen) find<HTMLElement>('a, button', menu)?.focus();
  else if (menu.contains(document.activeElement)) find<HTMLElement>('[data-side-open]')?.focus();
}

/** Offer only the agents of the chosen group. */
function narrowAgents(form: HTMLFormElement): void {
  const group = find<HTMLSelectElement>('[name=group]', form);
  const agent = find<HTMLSelectElement>('[name=agent]', form);
  if (!group || !agent) return;
  const groups = all<HTMLOptGroupElement>('optgroup', agent);
  const narrow = () => {
    for (const offered of groups) {
      const isChosen = offered.dataset.group === group.value;
      offered.hidden = !isChosen;
      offered.disabled = !isChosen;
    }
    agent.disabled = group.value === '';
    if (agent.selectedOptions[0]?.parentElement instanceof HTMLOptGroupElement) {
      if ((agent.selectedOptions[0].parentElement as HTMLOptGroupElement).disabled) agent.value = '';
    }
    const chosen = groups.find((offered) => !offered.disabled);
    if (chosen?.children.length === 1) agent.value = (chosen.children[0] as HTMLOptionElement).value;
  };
  group.addEventListener('change', narrow);
  narrow();
}

/** Make the dialogs inside a freshly drawn part work. */
export function mountDialogs(within: ParentNode = document): void {
  for (const form of all<HTMLFormElement>('form[data-forward]', within)) narrowAgents(form);
  for (const dialog of all<HTMLDialogElement>('dialog[data-open]', within)) {
    dialog.removeAttribute('data-open');
    dialog.showModal();
  }
}

export function startDialogs(): void {
  document.addEventListener('click', (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>('[data-dialog-open]');
    if (opener?.dataset.dialogOpen) openDialog(opener.dataset.dialogOpen);
    if (target.closest('[data-dialog-close]')) target.closest('dialog')?.close();
    if (target instanceof HTMLDialogElement && target.open) target.close(); // the backdrop
    if (target.closest('[data-side-open]')) side(true);
    if (target.closest('[data-side-close]')) side(false);
    if (target.closest('[data-keys-open]')) openDialog('keys');
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !find('#side[data-open]')) return;
    side(false);
    event.preventDefault(); // the ticket behind it stays open
  });
  // A menu closes when something in it was chosen; arrow keys walk through it.
  for (const menu of all('.menu[popover]')) {
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      const items = all<HTMLElement>('a.menu-item, button.menu-item', menu);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const index = items.indexOf(document.activeElement as HTMLElement);
      items[(index + step + items.length) % items.length]?.focus();
      event.preventDefault();
    });
    menu.addEventListener('toggle', (event) => {
      if ((event as ToggleEvent).newState === 'open') find<HTMLElement>('a.menu-item, button.menu-item', menu)?.focus();
    });
  }
  mountDialogs();
}
