// What an agent writes is kept on the device with every keystroke, and goes away only after the server has confirmed it.

export interface Draft {
  answer: string;
  comment: string;
  mode: 'answer' | 'comment';
  /** The page's key under which the server counts the text once: it belongs to the text, not to the page. */
  key: string;
  at: number;
}

const PREFIX = 'sangdam.draft:';
const OLDEST = 30 * 24 * 3600 * 1000;

export function readDraft(name: string): Draft | null {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') as Draft | null;
    return found && (found.answer || found.comment) ? found : null;
  } catch {
    return null;
  }
}

/** Returns whether it could be kept: storage may be full or switched off. */
export function writeDraft(name: string, draft: Draft): boolean {
  try {
    if (draft.answer || draft.comment) localStorage.setItem(PREFIX + name, JSON.stringify(draft));
    else localStorage.removeItem(PREFIX + name);
    return true;
  } catch {
    return false;
  }
}

export function forgetWritten(name: string, mode: 'answer' | 'comment'): void {
  const draft = readDraft(name);
  if (draft) writeDraft(name, { ...draft, [mode]: '' });
}

export function draftsOf(member: string): string[] {
  return Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}${member}:`));
}

/** Drop drafts nobody came back to for a month; on the sign-out page, offer to delete all of a member's. */
export function startDrafts(): void {
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
