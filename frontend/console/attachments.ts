// Files of an answer or a comment: attached by button, drop and paste, sent ahead of it, kept with its draft.
import { find, icon, make } from './dom';
import { emptyDraft, MODES, readDraft, renewKey, writeDraft, type Attachment, type Draft, type Mode } from './drafts';
import { fetchJson } from './requests';
import { tellInComposer } from './telling';
import { say } from './labels';

/** A file on its way, or one that did not get there: it says why, and what can be done. */
interface Unsent {
  at: number;
  draft: string;
  mode: Mode;
  file: File | null; // null for one that was swept
  name: string;
  size: number;
  part: number;
  problem: string;
  mayRetry: boolean;
  bar: HTMLProgressElement | null;
  upload: XMLHttpRequest | null;
}

/** What the composer has and does: it owns the draft. */
export interface Writer {
  name(): string;
  mode(): Mode;
  draft(): Draft;
  isSending(): boolean;
  changed(mode: Mode): void;
}

// Whoever drops a whole folder is told of some of its files.
const MOST_AT_ONCE = 20;

let writer: Writer;
/** When the last file was chosen: two of one moment are told apart. */
let latest = 0;
let unsent: Unsent[] = [];

const place = () => find('#composer');
const isLocked = () => find<HTMLTextAreaElement>(`#compose-${writer.mode()}`)?.readOnly !== false;
const mine = (mode: Mode) => unsent.filter((each) => each.draft === writer.name() && each.mode === mode);

function bytes(size: number): string {
  const language = document.documentElement.lang || undefined;
  const isLarge = size >= 1024 * 1024;
  const value = isLarge ? size / 1024 / 1024 : Math.max(1, size / 1024);
  return `${value.toLocaleString(language, { maximumFractionDigits: isLarge ? 1 : 0 })} ${isLarge ? 'MB' : 'KB'}`;
}

function button(name: string, label: string, act: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button', title: label, 'aria-label': label }, icon(name, 'icon-s'));
  made.addEventListener('click', act);
  return made;
}

function drawUnsent(each: Unsent): HTMLLIElement {
  const text = make('span', {}, make('span', { class: 'ellipsis' }, each.name));
  const item = make('li', { class: each.problem ? 'attached-file is-bad' : 'attached-file' }, icon(each.problem ? 'alert' : 'clip', 'icon-s'), text);
  if (each.problem) {
    text.append(make('span', { class: 'attached-note' }, each.problem));
    if (each.file && each.mayRetry) item.append(button('refresh', `${say('tryAgain')}: ${each.name}`, () => send(each)));
  } else {
    each.bar = make('progress', { max: '100', value: String(each.part), 'aria-label': say('uploadOf', each.name) });
    text.append(each.bar);
  }
  item.append(button('close', say('removeFile', each.name), () => drop(each)));
  return item;
}

export function drawFiles(): void {
  const list = find('#compose-files .attached');
  const attach = find('[data-attach]');
  if (attach) attach.hidden = isLocked();
  if (!list) return;
  const mode = writer.mode();
  const held = document.activeElement instanceof HTMLElement && list.contains(document.activeElement);
  const items = [
    ...writer.draft().files[mode].map((file) => ({
      at: file.at ?? 0,
      item: make(
        'li',
        { class: 'attached-file' },
        icon('clip', 'icon-s'),
        make('span', {}, make('a', { class: 'ellipsis', href: file.url, target: '_blank', rel: 'noopener' }, file.name), make('span', { class: 'attached-note num' }, bytes(file.size))),
        ...(writer.isSending() ? [] : [button('close', say('removeFile', file.name), () => void remove(mode, file))]),
      ),
    })),
    ...mine(mode).map((each) => ({ at: each.at, item: drawUnsent(each) })),
  ];
  list.replaceChildren(...items.sort((one, other) => one.at - other.at).map(({ item }) => item));
  if (held) find<HTMLElement>('button', list)?.focus() ?? find(`#compose-${mode}`)?.focus();
}

const inOrder = (files: Attachment[]) => files.sort((one, other) => (one.at ?? 0) - (other.at ?? 0));

const token = () => find<HTMLInputElement>('#composer [name=csrfmiddlewaretoken]')?.value ?? '';

async function remove(mode: Mode, file: Attachment): Promise<void> {
  if (writer.isSending()) return;
  const draft = writer.draft();
  draft.files[mode] = draft.files[mode].filter((each) => each.id !== file.id);
  writer.changed(mode);
  drawFiles();
  tellInComposer(say('removed', file.name));
  // Whatever comes of it: nobody sends the file any more, and what nobody sends is swept.
  const body = new URLSearchParams({ csrfmiddlewaretoken: token() });
  await fetch(`${place()?.dataset.uploadUrl}${file.id}/remove/`, { method: 'POST', body, credentials: 'same-origin' }).catch(() => null);
}

function drop(each: Unsent): void {
  each.upload?.abort();
  unsent = unsent.filter((other) => other !== each);
  drawFiles();
}

function fail(each: Unsent, problem: string, mayRetry: boolean): void {
  each.upload = null;
  Object.assign(each, { problem, mayRetry, part: 0 });
  drawFiles();
  if (each.draft === writer.name()) tellInComposer(`${each.name}: ${problem}`, true);
}

function send(each: Unsent): void {
  const url = place()?.dataset.uploadUrl;
  if (!each.file || !url) return;
  Object.assign(each, { problem: '', part: 0 });
  const body = new FormData();
  body.set('csrfmiddlewaretoken', token());
  body.set('name', each.name);
  body.set('file', each.file, 'file');
  const upload = new XMLHttpRequest();
  each.upload = upload;
  upload.upload.addEventListener('progress', (event) => {
    each.part = event.lengthComputable ? Math.floor((event.loaded / event.total) * 100) : each.part;
    if (each.bar) each.bar.value = each.part;
  });
  upload.addEventListener('load', () => {
    const answer = JSON.parse(/^\{/.test(upload.responseText) ? upload.responseText : '{}') as Partial<Attachment> & { problem?: string };
    if (upload.status !== 201 || !answer.id) {
      fail(each, answer.problem ?? say('notUploaded'), !answer.problem);
      return;
    }
    unsent = unsent.filter((other) => other !== each);
    const file = { id: answer.id, name: answer.name ?? each.name, size: each.size, url: answer.url ?? '', at: each.at };
    if (writer.name() !== each.draft) {
      // Another ticket was opened meanwhile: it waits in its own draft.
      const left = readDraft(each.draft) ?? emptyDraft();
      left.files[each.mode] = inOrder([...left.files[each.mode], file]);
      renewKey(left, each.mode);
      writeDraft(each.draft, left);
      return;
    }
    const draft = writer.draft();
    draft.files[each.mode] = inOrder([...draft.files[each.mode], file]);
    writer.changed(each.mode);
    drawFiles();
    tellInComposer(say('attached', each.name));
  });
  for (const fault of ['error', 'timeout']) upload.addEventListener(fault, () => fail(each, say('notUploaded'), true));
  upload.open('POST', url);
  upload.send(body);
  drawFiles();
}

/** Attach files to what is being written; what cannot be taken says so before it is sent. */
function attachFiles(files: File[]): void {
  if (!files.length || isLocked()) return;
  const mode = writer.mode();
  const limits = place()?.dataset ?? {};
  const allowed = find<HTMLInputElement>('#compose-pick')?.accept.split(',') ?? [];
  let room = Number(limits.mostFiles) - writer.draft().files[mode].length - mine(mode).filter((each) => !each.problem).length;
  for (const file of files.slice(0, MOST_AT_ONCE)) {
    const each: Unsent = { at: (latest = Math.max(latest + 1, Date.now())), draft: writer.name(), mode, file, name: file.name.normalize('NFC'), size: file.size, part: 0, problem: '', mayRetry: false, bar: null, upload: null };
    unsent.push(each);
    const ending = `.${each.name.split('.').pop()?.toLowerCase() ?? ''}`;
    if (file.size > Number(limits.mostBytes)) fail(each, say('tooLarge'), false);
    else if (!allowed.includes(ending)) fail(each, say('wrongKind'), false);
    else if (room-- <= 0) fail(each, say('tooManyFiles'), false);
    else send(each);
  }
  drawFiles();
}

/** Why what is written cannot go out yet; "" when it can. */
export function whyFilesWait(mode: Mode): string {
  const waiting = mine(mode);
  if (waiting.some((each) => each.problem)) return say('notAttached');
  return waiting.length ? say('stillUploading') : '';
}

/** Files wait a day for what they belong to: say which ones are gone. */
export async function checkFiles(): Promise<void> {
  const url = place()?.dataset.waitingUrl;
  const its = writer.name();
  const draft = writer.draft();
  const ids = MODES.flatMap((mode) => draft.files[mode].map((file) => file.id));
  if (!url || !ids.length) return;
  const found = await fetchJson<{ waiting: string[] }>(`${url}?ids=${ids.join(',')}`).catch(() => null);
  if (!found || writer.name() !== its) return;
  for (const mode of MODES) {
    const gone = draft.files[mode].filter((file) => !found.body.waiting.includes(file.id));
    if (!gone.length) continue;
    draft.files[mode] = draft.files[mode].filter((file) => !gone.includes(file));
    for (const { name, size, at = 0 } of gone) unsent.push({ at, draft: its, mode, file: null, name, size, part: 0, problem: say('fileGone'), mayRetry: false, bar: null, upload: null });
    writer.changed(mode);
  }
  drawFiles();
}

/** What is pasted as a picture has no name of its own. */
function named(file: File): File {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const at = new Date();
  const two = (part: number) => String(part).padStart(2, '0');
  const stamp = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`;
  return new File([file], `${say('screenshot', stamp)}.${file.name.split('.').pop()}`, { type: file.type });
}

export function startAttachments(owner: Writer): void {
  writer = owner;
  document.addEventListener('click', (event) => {
    if ((event.target as Element).closest('[data-attach]')) find<HTMLInputElement>('#compose-pick')?.click();
  });
  document.addEventListener('change', (event) => {
    const pick = event.target as HTMLInputElement;
    if (pick.id !== 'compose-pick') return;
    attachFiles([...(pick.files ?? [])]);
    pick.value = '';
    find(`#compose-${writer.mode()}`)?.focus();
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // A table from a spreadsheet comes as text and as a picture of them: the text is meant.
    if (!files.length || event.clipboardData?.types.includes('text/plain') || !(event.target as Element).closest?.('#composer')) return;
    event.preventDefault();
    attachFiles(files.map(named));
  });
  const carries = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true && find('#composer') !== null;
  let leaving = 0;
  document.addEventListener('dragover', (event) => {
    if (!carries(event)) return;
    event.preventDefault(); // dropped anywhere else, a file would replace the page
    window.clearTimeout(leaving);
    const isHere = (event.target as Element).closest?.('#ticket') != null && !isLocked();
    if (event.dataTransfer) event.dataTransfer.dropEffect = isHere ? 'copy' : 'none';
    place()?.toggleAttribute('data-dropping', isHere);
    leaving = window.setTimeout(() => place()?.removeAttribute('data-dropping'), 400);
  });
  document.addEventListener('drop', (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    place()?.removeAttribute('data-dropping');
    if ((event.target as Element).closest?.('#ticket')) attachFiles([...(event.dataTransfer?.files ?? [])]);
  });
  window.addEventListener('beforeunload', (event) => {
    if (unsent.some((each) => each.upload)) event.preventDefault();
  });
}

export const hasFiles = () => MODES.some((mode) => writer.draft().files[mode].length > 0 || mine(mode).length > 0);
