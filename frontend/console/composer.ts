// The composer: answer or internal comment, drafts, the warning that the ticket changed meanwhile.
import { all, find, keepFocus } from './dom';
import { forgetWritten, readDraft, writeDraft, type Draft } from './drafts';
import htmx from 'htmx.org';
import { toast } from './toast';
import { say } from './words';

type Mode = Draft['mode'];

const composer = () => find('#composer');
const text = (mode: Mode) => find<HTMLTextAreaElement>(`#compose-${mode}`);
const key = () => find<HTMLInputElement>('#composer [name=key]');
const mode = (): Mode => (composer()?.dataset.mode === 'comment' ? 'comment' : 'answer');

function tell(words: string): void {
  const state = find('#compose-state');
  if (state && state.textContent !== words) state.textContent = words;
}

function grow(area: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
}

/** How many characters too many stand in what would be sent; the server counts alike. */
function excess(): number {
  const limit = Number(composer()?.dataset.limit);
  return [...(text(mode())?.value ?? '').trim()].length - limit;
}

function save(): void {
  const place = composer();
  const name = place?.dataset.draft;
  if (!name) return;
  const draft: Draft = {
    answer: text('answer')?.value ?? '',
    comment: text('comment')?.value ?? '',
    mode: mode(),
    key: key()?.value ?? '',
    at: Date.now(),
  };
  const isKept = writeDraft(name, draft);
  const over = excess();
  // Nothing is cut off while typing or pasting: the writer decides what goes.
  find('#compose-state')?.classList.toggle('is-over', over > 0);
  tell(over > 0 ? say('tooLong', over) : isKept && (draft.answer || draft.comment) ? say('draftSaved') : '');
}

export function chooseMode(wanted: Mode, focus = true): void {
  const place = composer();
  if (!place) return;
  place.dataset.mode = wanted;
  for (const button of all<HTMLButtonElement>('[data-mode-to]', place)) {
    button.setAttribute('aria-pressed', String(button.dataset.modeTo === wanted));
  }
  const area = text(wanted);
  if (area && focus) {
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }
}

/** Whether replacing the composer could disturb anybody. */
export function isBusy(): boolean {
  const place = composer();
  if (!place) return false;
  return (
    place.contains(document.activeElement) ||
    all<HTMLTextAreaElement>('textarea', place).some((area) => area.value.trim() !== '') ||
    find('form[data-sending]', place) !== null
  );
}

/** Take what is on the device back into a freshly drawn composer. */
export function mountComposer(): void {
  const place = composer();
  const name = place?.dataset.draft;
  forgetChange();
  if (!place || !name) return;
  const draft = readDraft(name);
  if (draft) {
    for (const which of ['answer', 'comment'] as const) {
      const area = text(which);
      if (area && !area.value && draft[which]) {
        area.value = draft[which];
        tell(say('draftRestored'));
      }
    }
    const field = key();
    if (field && draft.key) field.value = draft.key;
    if (!find('#composer-problem')) place.dataset.mode = draft[draft.mode] ? draft.mode : draft.answer ? 'answer' : 'comment';
  }
  chooseMode(mode(), false);
  all<HTMLTextAreaElement>('textarea', place).forEach(grow);
  // Words that were refused are read first; where there were none, writing goes on.
  const problem = find('#composer-problem');
  if (problem) (text(mode())?.value ? problem : (text(mode()) ?? problem)).focus({ preventScroll: true });
}

/** Put a fresh composer in the place of the old one: the words stay, so do the cursor and the focus. */
export function replaceComposer(fresh: Element): void {
  const old = composer();
  if (!old) return;
  const held = (['answer', 'comment'] as const).map((which) => {
    const area = text(which);
    return { which, value: area?.value ?? '', start: area?.selectionStart ?? 0, end: area?.selectionEnd ?? 0 };
  });
  const wasKey = key()?.value ?? '';
  const wasMode = mode();
  const restoreFocus = keepFocus();
  old.replaceWith(fresh);
  forgetChange();
  htmx.process(fresh);
  let isHeld = false;
  for (const { which, value, start, end } of held) {
    const area = text(which);
    if (!area || !value) continue;
    isHeld = true;
    area.value = value;
    area.setSelectionRange(start, end);
    grow(area);
  }
  const field = key();
  if (field && isHeld && wasKey) field.value = wasKey;
  chooseMode(wasMode, false);
  restoreFocus();
  if (isHeld) save();
}

let pending: Element | null = null;
const happened = new Set<string>();

/** The state of the ticket that is being written to. */
export const writtenTo = () => Number(find<HTMLInputElement>('#composer [name=seen]')?.value ?? 0);

/** Say that the ticket changed under somebody's hands, and how; nothing he wrote moves until he asks. */
export function warnOfChange(fresh: Element, what: string[]): void {
  pending = fresh;
  for (const sentence of what) happened.add(sentence);
  const note = find('#composer-changed');
  if (!note) return;
  note.hidden = false;
  const words = find('[data-what]', note);
  if (words) words.textContent = [...happened].join(' ');
}

function forgetChange(): void {
  pending = null;
  happened.clear();
}

function showNew(): void {
  const note = find('#composer-changed');
  if (note) note.hidden = true;
  if (pending) replaceComposer(pending);
  const news = all('.entry.is-news');
  const scroll = find('#talk-scroll');
  if (news[0] && scroll) {
    scroll.scrollTo({ top: news[0].offsetTop - scroll.offsetTop - 24 });
    news.forEach((entry) => {
      entry.classList.remove('is-news', 'is-fresh');
      requestAnimationFrame(() => entry.classList.add('is-fresh'));
    });
  }
  tell(say('changeSeen'));
}

export function startComposer(): void {
  document.addEventListener('input', (event) => {
    const area = event.target as HTMLElement;
    if (!(area instanceof HTMLTextAreaElement) || !area.closest('#composer')) return;
    grow(area);
    save();
  });
  document.addEventListener('click', (event) => {
    const target = event.target as Element;
    const chosen = target.closest<HTMLElement>('[data-mode-to]')?.dataset.modeTo;
    if (chosen === 'answer' || chosen === 'comment') {
      chooseMode(chosen);
      if (text(chosen)?.value) save();
    }
    if (target.closest('[data-show-new]')) showNew();
  });
  document.addEventListener('keydown', (event) => {
    const area = event.target as HTMLElement;
    if (!(area instanceof HTMLTextAreaElement) || !area.closest('#composer') || event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const wanted = event.shiftKey && mode() === 'answer' ? '[data-pend]' : `.on-${mode()} [data-submit]`;
      find<HTMLButtonElement>(`#composer ${wanted}`)?.click();
      event.preventDefault();
    } else if (event.key === 'Escape') {
      find<HTMLElement>('#talk-scroll')?.focus({ preventScroll: true });
      event.stopPropagation();
    }
  });
  // A text that is too long by far is too large a request as well, which the server cannot explain.
  document.addEventListener('htmx:confirm', (event) => {
    if (!(event.target as Element).matches('#composer [data-submit], #composer [data-pend]') || excess() <= 0) return;
    event.preventDefault();
    toast(say('tooLong', excess()), { isBad: true });
    text(mode())?.focus();
  });
  // The server has it: only now the draft may go. This comes before the pane is drawn anew.
  document.addEventListener('sangdam:done', (event) => {
    const { ticket, written } = (event as CustomEvent<{ ticket: string; written?: Mode }>).detail;
    const name = composer()?.dataset.draft;
    if (written && name?.endsWith(`:${ticket}`)) forgetWritten(name, written);
  });
}
