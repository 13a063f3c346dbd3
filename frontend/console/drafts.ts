// What an agent writes is kept on the device with every keystroke, and goes away only after the server has confirmed it.

import { all, find } from './dom';

export type Mode = 'answer' | 'comment';
export const MODES = ['answer', 'comment'] as const;

/** A file that was sent ahead and waits for what it belongs to. */
export interface Attachment {
  id: string;
  name: string;
  size: number;
  url: string;
  at?: number; // when it was chosen: files stand in that order, whichever arrives first
}

export interface Draft {
  answer: string;
  comment: string;
  mode: Mode;
  files: Record<Mode, Attachment[]>;
  /** Under which key the server counts a text once: it belongs to the text and its files, so an edit after an attempt takes a new one. */
  keys: Record<Mode, string>;
  /** The keys of attempts at a text whose outcome we do not know: the server is asked before another goes out. */
  tried: Record<Mode, string[]>;
  at: number;
}

const PREFIX = 'sangdam.draft:';
const OLDEST = 30 * 24 * 3600 * 1000;

export function newKey(): string {
  // Not crypto.randomUUID: there is none on a page without https.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function emptyDraft(): Draft {
  const keys = { answer: newKey(), comment: newKey() };
  return { answer: '', comment: '', mode: 'answer', files: { answer: [], comment: [] }, keys, tried: { answer: [], comment: [] }, at: Date.now() };
}

const isWorthKeeping = (draft: Draft) => MODES.some((mode) => draft[mode] !== '' || draft.files[mode].length > 0);

export function readDraft(name: string): Draft | null {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') as Partial<Draft> | null;
    const draft = found && { ...emptyDraft(), ...found };
    return draft && isWorthKeeping(draft) ? draft : null;
  } catch {
    return null;
  }
}

/** Returns whether it could be kept: storage may be full or switched off. */
export function writeDraft(name: string, draft: Draft): boolean {
  try {
    if (isWorthKeeping(draft)) localStorage.setItem(PREFIX + name, JSON.stringify({ ...draft, at: Date.now() }));
    else localStorage.removeItem(PREFIX + name);
    markRow(name.split(':').pop() ?? '', isWorthKeeping(draft));
    return true;
  } catch {
    return false;
  }
}

// --- rows tell where something is waiting to be sent -------------------------------------------------------------------------

function markRow(ticket: string, hasDraft: boolean): void {
  document.getElementById(`row-${ticket}`)?.toggleAttribute('data-has-draft', hasDraft);
}

function markRows(place: HTMLElement): void {
  const prefix = `${PREFIX}${place.dataset.member}:${place.dataset.service}:`;
  let kept: Set<string>;
  try {
    kept = new Set(Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)));
  } catch {
    return; // no storage, no drafts
  }
  for (const row of all('#rows [data-row]')) row.toggleAttribute('data-has-draft', kept.has(row.dataset.row ?? ''));
}

/** Mark the rows of tickets that have a draft on this device, those that come in later and other tabs' drafts too. */
function startMarks(): void {
  const place = find('[data-workspace]');
  const list = find('.list-pane');
  if (!place || !list) return;
  markRows(place);
  new MutationObserver(() => markRows(place)).observe(list, { childList: true, subtree: true });
  window.addEventListener('storage', () => markRows(place));
}

/** A changed text, or other files, is another answer: after an attempt at the first it takes a key of its own. */
export function renewKey(draft: Draft, mode: Mode): void {
  if (draft.tried[mode].includes(draft.keys[mode])) draft.keys[mode] = newKey();
}

/** Take away what was sent: what was written behind it and attached meanwhile stays, under a key of its own. */
export function forgetSent(draft: Draft, mode: Mode, sent: string, files: string[]): void {
  draft.files[mode] = draft.files[mode].filter((file) => !files.includes(file.id));
  if (draft[mode].startsWith(sent)) draft[mode] = draft[mode].slice(sent.length).trimStart();
  draft.keys[mode] = newKey();
  draft.tried[mode] = [];
}

export function draftsOf(member: string): string[] {
  return Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}${member}:`));
}

/** Drop drafts nobody came back to for a month; on the sign-out page, offer to delete all of a member's. */
export function startDrafts(): void {
  startMarks();
  try {
    for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
      const draft = JSON.parse(localStorage.getItem(name) ?? 'null') as Draft | null;
      if (!draft || Date.now() - draft.at > OLDEST) localStorage.removeItem(name);
    }
    const left = document.getElementById('drafts-left');
    const member = left?.dataset.member;
    const remove = document.getElementById('drafts-delete');
    if (left && member && remove && draftsOf(member).length) {
      left.hidden = false;
      remove.hidden = false;
      remove.addEventListener('click', () => {
        draftsOf(member).forEach((name) => localStorage.removeItem(name));
        left.hidden = true;
        remove.hidden = true;
      });
    }
  } catch {
    // No storage, no drafts.
  }
}
