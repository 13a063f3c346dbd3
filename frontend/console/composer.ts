// The composer: answer or internal comment, drafts, what became of an attempt, the warning that the ticket changed.
import htmx from 'htmx.org';
import { checkFiles, drawFiles, hasFiles, startAttachments, whyFilesWait } from './attachments';
import { all, find, parse } from './dom';
import { emptyDraft, forgetSent, MODES, newKey, readDraft, renewKey, writeDraft, type Draft, type Mode } from './drafts';
import { renew } from './renew';
import { fetchJson } from './requests';
import { tellInComposer } from './telling';
import { say } from './labels';

/** What stays the same element for as long as its ticket is open: the fields, the files, the line that screen readers follow. */
export const FIELDS = ['compose-answer', 'compose-comment', 'compose-files', 'compose-state'];

const composer = () => find('#composer');
const text = (mode: Mode) => find<HTMLTextAreaElement>(`#compose-${mode}`);
const mode = (): Mode => (composer()?.dataset.mode === 'comment' ? 'comment' : 'answer');

/** What is written to the open ticket, and where it is kept. */
let name = '';
let draft: Draft = emptyDraft();
let mounted: HTMLTextAreaElement | null = null;

/** What is on its way, by the name of its draft. */
const sending = new Map<string, { mode: Mode; text: string; files: string[] }>();

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

/** Keep what stands in the fields; a text that was changed after an attempt at it is another text. */
function keep(): boolean {
  if (!name) return false;
  for (const which of MODES) {
    const value = text(which)?.value ?? '';
    if (value === draft[which]) continue;
    draft[which] = value;
    renewKey(draft, which);
  }
  draft.mode = mode();
  return writeDraft(name, draft);
}

function save(): void {
  const isKept = keep();
  const over = excess();
  // Nothing is cut off while typing or pasting: the writer decides what goes.
  if (over > 0) tellInComposer(say('tooLong', over), true);
  else if (!sending.has(name)) tellInComposer(isKept && (draft.answer || draft.comment) ? say('draftSaved') : '');
}

export function chooseMode(wanted: Mode, focus = true): void {
  const place = composer();
  if (!place) return;
  place.dataset.mode = wanted;
  for (const button of all<HTMLButtonElement>('[data-mode-to]', place)) {
    button.setAttribute('aria-pressed', String(button.dataset.modeTo === wanted));
  }
  drawFiles();
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
    hasFiles() ||
    find('form[data-sending]', place) !== null
  );
}

/** Whether anything is written or attached that was not sent. */
export const hasText = () => hasFiles() || MODES.some((which) => (text(which)?.value ?? '').trim() !== '');

/** Make a freshly drawn composer work: with what is on the device, or with the words that never left its fields. */
export function mountComposer(): void {
  const place = composer();
  forgetChange();
  if (!place?.dataset.draft) {
    name = '';
    mounted = null;
    return;
  }
  const isTheSame = mounted !== null && mounted === text('answer') && name === place.dataset.draft;
  if (!isTheSame) takeDraft(place, place.dataset.draft);
  mounted = text('answer');
  chooseMode(mode(), false);
  all<HTMLTextAreaElement>('textarea', place).forEach(grow);
  readProblem();
  void checkFiles();
  if (!find('#composer-problem')) for (const which of MODES) void learnWhatWasStored(which);
}

function takeDraft(place: HTMLElement, its: string): void {
  name = its;
  draft = readDraft(name) ?? emptyDraft();
  let isRestored = false;
  for (const which of MODES) {
    const area = text(which);
    if (!area) continue;
    if (!area.value && draft[which]) {
      area.value = draft[which];
      isRestored = true;
    } else draft[which] = area.value;
    if (draft.files[which].length) isRestored = true;
  }
  if (isRestored) tellInComposer(say('draftRestored'));
  // Without a draft it stays what the server drew: an answer.
  const has = (which: Mode) => draft[which] !== '' || draft.files[which].length > 0;
  const kept = MODES.find((which) => which === draft.mode && has(which)) ?? MODES.find(has);
  if (kept && !find('#composer-problem, #files-problem')) place.dataset.mode = kept;
}

/** Words that were refused are read first; whoever went on writing is not interrupted. */
function readProblem(): void {
  const problem = find('#composer-problem') ?? find('#files-problem');
  if (!problem) return;
  if (problem.dataset.sent !== undefined) {
    // The server has shown what it stored: whoever sends now wants to send another one.
    draft.tried[mode()] = [];
    draft.keys[mode()] = newKey();
    writeDraft(name, draft);
  }
  const area = text(mode());
  if (area?.value && document.activeElement === area && sending.get(name)?.text !== area.value) return;
  (area && !area.value && !area.readOnly ? area : problem).focus({ preventScroll: true });
}

/** Let an agent write while the ticket is being taken: what is typed from the first moment on stands in the answer. */
export function openForWriting(): void {
  const place = composer();
  const area = text('answer');
  if (!place || !area) return;
  place.dataset.keeping = '';
  area.readOnly = false;
  chooseMode('answer');
}

/** Put a fresh composer in the place of the old one: the fields stay, with words, cursor and focus. */
export function replaceComposer(fresh: Element): void {
  const old = composer();
  if (!old) return;
  const wasMode = mode();
  if (!renew(old, fresh, FIELDS)) {
    old.replaceWith(fresh);
    mounted = null;
  }
  const now = composer();
  if (now) htmx.process(now);
  mountComposer();
  chooseMode(wasMode, false);
  save();
}

// --- what became of an attempt ------------------------------------------------------------------------------------------

const idsOf = (which: Mode) => draft.files[which].map((file) => file.id);
const isTheSame = (some: string[], others: string[]) => some.length === others.length && some.every((id) => others.includes(id));

/** Ask what became of attempts whose answer did not arrive: what was stored is no draft any more. */
async function learnWhatWasStored(which: Mode): Promise<void> {
  const url = composer()?.dataset.storedUrl;
  const mine = name;
  if (!url || !draft.tried[which].length || sending.has(mine)) return;
  let found: { stored: boolean; text?: string; files?: string[]; note?: string };
  try {
    const keys = draft.tried[which].join(',');
    found = (await fetchJson<typeof found>(`${url}?mode=${which}&keys=${keys}`)).body;
  } catch {
    return; // asked again when the line is back, and by the server before anything goes out
  }
  if (name !== mine || sending.has(mine) || !found.stored || !draft.tried[which].length) return;
  const area = text(which);
  if (!area) return;
  keep();
  const files = found.files ?? [];
  if (area.value.trim() === found.text && isTheSame(files, idsOf(which))) {
    forgetSent(draft, which, area.value, files);
    area.value = '';
    grow(area);
    writeDraft(name, draft);
    drawFiles();
    tellInComposer(say('wasSent'));
    return;
  }
  draft.tried[which] = [];
  draft.keys[which] = newKey();
  writeDraft(name, draft);
  find('#composer-problem')?.remove();
  const form = find('form[data-compose]');
  if (form && found.note) form.before(parse(found.note));
  void checkFiles();
}

function learn(): void {
  for (const which of MODES) void learnWhatWasStored(which);
}

/** The text a request carries: an answer or a comment, or none of ours. */
function modeOf(element: Element, path: string): Mode | null {
  if (!element.closest('[data-compose]')) return null;
  const verb = /\/(comment|pend|resolve)\/$/.exec(path)?.[1];
  return verb ? (verb === 'comment' ? 'comment' : 'answer') : null;
}

/** Run when no syllable is being put together: changing a field in between would lose it. */
function betweenSyllables(area: HTMLTextAreaElement, change: () => void): void {
  if (area !== composing) change();
  else area.addEventListener('compositionend', () => window.setTimeout(change), { once: true });
}

let composing: EventTarget | null = null;

function take(ticket: string, which: Mode): void {
  const its = [...sending.keys()].find((each) => each.endsWith(`:${ticket}`)) ?? '';
  const attempt = sending.get(its);
  if (!attempt) return;
  const sent = attempt.text;
  sending.delete(its);
  if (its !== name) {
    const left = readDraft(its);
    if (!left) return;
    forgetSent(left, which, sent, attempt.files);
    writeDraft(its, left);
    return;
  }
  const area = text(which);
  if (!area) return;
  keep();
  forgetSent(draft, which, sent, attempt.files);
  writeDraft(name, draft);
  drawFiles();
  betweenSyllables(area, () => {
    if (area.value.startsWith(sent)) area.setRangeText('', 0, area.value.length - area.value.slice(sent.length).trimStart().length, 'preserve');
    grow(area);
    keep();
  });
}

// --- changes by others --------------------------------------------------------------------------------------------------

let pending: Element | null = null;
const happened = new Set<string>();

/** The state of the ticket that is being written to. */
export const writtenTo = () => Number(find<HTMLInputElement>('#composer [name=seen]')?.value ?? 0);

/** Say that the ticket changed under somebody's hands, and how; nothing written moves until its writer asks. */
export async function warnOfChange(fresh: Element, what: string[]): Promise<void> {
  // The change may be our own, from an attempt whose answer did not arrive.
  await Promise.all(MODES.map(learnWhatWasStored));
  if (!what.length && !hasText() && !sending.has(name)) {
    replaceComposer(fresh);
    return;
  }
  pending = fresh;
  for (const sentence of what) happened.add(sentence);
  const note = find('#composer-changed');
  if (!note) return;
  note.hidden = false;
  const text = find('[data-what]', note);
  if (text) text.textContent = [...happened].join(' ');
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
  tellInComposer(say('changeSeen'));
}

/** What keeps what is written from going out; "" when nothing does. */
function whyItWaits(): string {
  return excess() > 0 ? say('tooLong', excess()) : whyFilesWait(mode());
}

export function startComposer(): void {
  startAttachments({
    name: () => name,
    mode,
    draft: () => draft,
    isSending: () => sending.has(name),
    changed: (which) => {
      renewKey(draft, which);
      writeDraft(name, draft);
    },
  });
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
  // A text that is too long by far is too large a request as well, which the server cannot explain; and no answer goes out
  // without the files that were meant to go with it.
  document.addEventListener('htmx:confirm', (event) => {
    if (!(event.target as Element).matches('#composer [data-submit], #composer [data-pend]') || !whyItWaits()) return;
    event.preventDefault();
    tellInComposer(whyItWaits(), true);
    text(mode())?.focus();
  });
  document.addEventListener('compositionstart', (event) => (composing = event.target));
  document.addEventListener('compositionend', () => (composing = null));
  // From here on nobody knows what becomes of it until the server says so, whatever happens to this page.
  document.addEventListener('htmx:configRequest', (event) => {
    const { elt, path, parameters } = (event as CustomEvent<{ elt: Element; path: string; parameters: Record<string, string> }>).detail;
    const which = modeOf(elt, path);
    if (!which || !name) return;
    if (sending.has(name)) {
      event.preventDefault(); // pressed twice
      return;
    }
    keep();
    const current = draft.keys[which];
    parameters.key = current;
    parameters.files = idsOf(which).join(',');
    parameters.earlier = draft.tried[which].filter((tried) => tried !== current).join(',');
    if (!draft.tried[which].includes(current)) draft.tried[which].push(current);
    writeDraft(name, draft);
    sending.set(name, { mode: which, text: draft[which], files: idsOf(which) });
    drawFiles();
    tellInComposer(say('sending'));
  });
  // The server has it: only now the draft may go. This comes before the pane is drawn anew.
  document.addEventListener('sangdam:done', (event) => {
    const { ticket, written } = (event as CustomEvent<{ ticket: string; written?: Mode }>).detail;
    if (written) take(ticket, written);
  });
  document.addEventListener('sangdam:settled', (event) => {
    const { path } = (event as CustomEvent<{ path: string }>).detail;
    for (const its of [...sending.keys()]) if (path.includes(`/${its.split(':').pop()}/`)) sending.delete(its);
    if (find('#compose-state')?.textContent === say('sending')) save();
    drawFiles();
  });
  window.addEventListener('online', learn);
}
