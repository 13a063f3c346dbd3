// Single keys for everything an agent does all day. They follow the place of the key when the Korean keyboard is on
// ("ㅓ" is still j), and can be switched off (WCAG 2.1.4).
import { chooseMode } from './composer';
import { openDialog } from './dialogs';
import { all, find, isTyping } from './dom';
import { openPalette } from './palette';
import { isUnderWay } from './requests';
import { closeTicket, enterTicket, openTicketId, walk, workspace } from './workspace';

const OFF = 'sangdam.keys';
const PAUSE = 1200;

let first = '';
let timer = 0;

function areOn(): boolean {
  try {
    return localStorage.getItem(OFF) !== 'off';
  } catch {
    return true; // no storage, no choice to remember
  }
}

function letter(event: KeyboardEvent): string {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  if (event.key === '?' || event.key === '/') return event.key;
  const place = /^Key([A-Z])$/.exec(event.code)?.[1];
  return place ? place.toLowerCase() : event.key;
}

function press(keys: string): boolean {
  const wanted = all<HTMLElement>('[data-keys]').find((element) => element.dataset.keys === keys);
  if (!wanted || (wanted instanceof HTMLButtonElement && wanted.disabled)) return false;
  wanted.click();
  return true;
}

export function startKeyboard(): void {
  const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
  if (isApple) for (const key of all('[data-mod]')) key.textContent = (key.textContent ?? '').replace('Ctrl', '⌘');
  const choice = find<HTMLInputElement>('#keys-on');
  if (choice) {
    choice.checked = areOn();
    choice.addEventListener('change', () => localStorage.setItem(OFF, choice.checked ? 'on' : 'off'));
  }

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && letter(event) === 'k') {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Letters meant for the composer, or pressed before it was there, are nobody's command.
    if (isUnderWay() || (event.target as Element).closest?.('#composer-problem')) return;
    if (isTyping(event.target) || find('dialog[open], [popover]:not(#toasts):popover-open')) return;
    if (event.key === 'Escape' && openTicketId()) {
      closeTicket();
      return;
    }
    if (!areOn()) return;
    const key = letter(event);
    if (first) {
      const both = `${first} ${key}`;
      first = '';
      window.clearTimeout(timer);
      if (press(both)) {
        event.preventDefault();
        return;
      }
    }
    if (key === 'g') {
      first = 'g';
      timer = window.setTimeout(() => (first = ''), PAUSE);
      return;
    }
    if (key === '/') openPalette();
    else if (key === '?') openDialog('keys');
    else if (workspace() && key === 'j') walk(1);
    else if (workspace() && key === 'k') walk(-1);
    else if (key === 'Enter') {
      if (!enterTicket()) return;
    } else if (openTicketId() && key === 'r') chooseMode('answer');
    else if (openTicketId() && key === 'c') chooseMode('comment');
    else if (!/^[a-z]$/.test(key) || !press(key)) return;
    event.preventDefault();
  });
}
