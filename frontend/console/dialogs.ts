// Native dialogs and menus; dialogs that are fetched when asked for; the side menu of small screens.
import htmx from 'htmx.org';
import { mountComboboxes } from './combobox';
import { all, find, parse } from './dom';
import { fetchPart, SignedOut } from './requests';
import { toast } from './toast';
import { say } from './labels';

export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent('sangdam:opened'));
}

let fetching = false;

/** Open a dialog that the server draws when it is asked for: what it offers is then as it is now. */
async function fetchDialog(id: string, url: string): Promise<void> {
  const place = find('#ticket-dialogs');
  if (!place || fetching) return;
  fetching = true;
  try {
    const drawn = find(`#${id}`, parse(await fetchPart(url)));
    if (!drawn || !place.isConnected || find('dialog[open]')) return;
    document.getElementById(id)?.remove();
    place.append(drawn);
    htmx.process(drawn);
    mountDialogs(place);
    openDialog(id);
  } catch (fault) {
    if (!(fault instanceof SignedOut)) toast(say('unreachable'), { isBad: true });
  } finally {
    fetching = false;
  }
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

/** Make the dialogs inside a freshly drawn part work. */
export function mountDialogs(within: ParentNode = document): void {
  mountComboboxes(within);
  for (const dialog of all<HTMLDialogElement>('dialog[data-open]', within)) {
    dialog.removeAttribute('data-open');
    dialog.removeAttribute('open'); // drawn open for pages without a script
    dialog.showModal();
  }
}

export function startDialogs(): void {
  let pressed: EventTarget | null = null;
  document.addEventListener('pointerdown', (event) => (pressed = event.target), true);
  document.addEventListener('click', (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>('[data-dialog-open]');
    if (opener?.dataset.dialogOpen) {
      if (opener.dataset.dialogUrl && (event.metaKey || event.ctrlKey || event.shiftKey)) return; // a tab of its own
      event.preventDefault();
      if (opener.dataset.dialogUrl) void fetchDialog(opener.dataset.dialogOpen, opener.dataset.dialogUrl);
      else openDialog(opener.dataset.dialogOpen);
    }
    if (target.closest('[data-dialog-close]')) target.closest('dialog')?.close();
    // The backdrop; selecting words in a field and letting go outside is no press on it.
    if (target instanceof HTMLDialogElement && target.open && target === pressed) target.close();
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
