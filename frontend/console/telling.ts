// What came of an action is said where it was done: in its dialog, in the composer, else in a toast.
import { find, icon, make } from './dom';
import { toast } from './toast';

/** The line of the composer, which screen readers follow. Returns whether it can be seen. */
export function tellInComposer(text: string, isBad = false): boolean {
  const state = find('#compose-state');
  if (!state) return false;
  state.classList.toggle('is-over', isBad);
  if (state.textContent !== text) state.textContent = text;
  return state.getClientRects().length > 0;
}

function tellInDialog(dialog: Element, text: string): void {
  find('[data-fault]', dialog)?.remove();
  find('.dialog-body', dialog)?.prepend(make('p', { class: 'field-error', role: 'alert', 'data-fault': '' }, icon('alert', 'icon-s'), text));
}

/** Say what came of an action that began at `element`. */
export function tellWhereDone(element: Element | null, text: string, options: { isBad?: boolean } = {}): void {
  const dialog = element?.closest('dialog[open]');
  if (dialog && options.isBad) tellInDialog(dialog, text);
  else if (!element?.closest('#ticket') || !element.isConnected || !tellInComposer(text, options.isBad)) toast(text, options);
}
