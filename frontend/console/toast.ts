import { all, find, icon, make } from './dom';
import { say } from './labels';

const SHOWN_FOR = 6000;
// With a link there are two lines at most on a phone: a subject may be long.
const LONGEST = 60;

function dismissAfter(item: HTMLElement, time: number): void {
  let timer = window.setTimeout(() => item.remove(), time);
  const hold = () => window.clearTimeout(timer);
  const release = () => {
    timer = window.setTimeout(() => item.remove(), 2000);
  };
  item.addEventListener('pointerenter', hold);
  item.addEventListener('focusin', hold);
  item.addEventListener('pointerleave', release);
  item.addEventListener('focusout', release);
}

function closer(item: HTMLElement): HTMLButtonElement {
  const button = make('button', { type: 'button', 'aria-label': say('close') }, icon('close', 'icon-s'));
  button.addEventListener('click', () => item.remove());
  return button;
}

/** A modal dialog is drawn over everything that was shown before it. */
function raise(place: HTMLElement): void {
  if (!find('dialog:modal')) return;
  place.popover = 'manual';
  if (place.matches(':popover-open')) place.hidePopover();
  place.showPopover();
}

/** Say something in the corner for a few seconds; a screen reader hears it without losing its place. */
export function toast(text: string, options: { isBad?: boolean; icon?: string; link?: { href: string; text: string } } = {}): void {
  const place = find('#toasts');
  if (!place) return;
  const letters = [...text];
  const shown = make('p', {}, options.link && letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('').trimEnd()}…` : text);
  if (options.link) shown.append(' ', make('a', { href: options.link.href, 'data-ticket-link': '' }, options.link.text));
  const item = make('div', { class: options.isBad ? 'toast-item toast-bad' : 'toast-item' });
  item.append(icon(options.isBad ? 'alert' : (options.icon ?? 'check')), shown, closer(item));
  // One at most: what is said now matters more than what was said before.
  place.replaceChildren(item);
  raise(place);
  dismissAfter(item, options.isBad || options.link ? SHOWN_FOR * 2 : SHOWN_FOR);
}

/** Messages that the server rendered with the page behave as toasts too. */
export function adoptToasts(): void {
  for (const item of all('[data-toast]')) {
    item.append(closer(item));
    dismissAfter(item, SHOWN_FOR);
  }
}
