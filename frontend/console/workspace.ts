// List and detail: opening a ticket beside its list, walking through it with j and k, going back, counts and title.
import htmx from 'htmx.org';
import { tellAges } from './ages';
import { FIELDS, hasText, mountComposer, openForWriting } from './composer';
import { mountDialogs } from './dialogs';
import { all, find, make, parse } from './dom';
import { noteLook, showRead } from './readings';
import { renew } from './renew';
import { fetchPart, Gone, SignedOut } from './requests';
import { tellInComposer } from './telling';
import { toast } from './toast';
import { say } from './labels';

const KEPT_FOR = 20_000;
const SKELETON_AFTER = 160;

interface Kept {
  html: string;
  at: number;
}

/** Tickets looked at ahead, so that the next one opens at once; dropped when an event says they changed. */
const ahead = new Map<string, Kept>();
let request: AbortController | null = null;
let title = { base: document.title, list: '' };

export const workspace = () => find('[data-workspace]');
const panes = () => find('#panes');
const detail = () => find('#detail');
export const isWide = () => matchMedia('(min-width: 60rem)').matches;
export const openTicketId = () => find('#ticket')?.dataset.ticket ?? '';
const links = () => all<HTMLAnchorElement>('#rows .row > a');
const idOf = (url: string) => /\/(T[0-9]{13}[A-Za-z0-9]{5})\/?$/.exec(new URL(url, location.href).pathname)?.[1] ?? '';

// --- title and counts ---------------------------------------------------------------------------------------------------

export function showCounts(counts: Record<string, number>): void {
  for (const [code, count] of Object.entries(counts)) {
    for (const place of all(`[data-count="${code}"]`)) {
      const shown = count === 0 ? '' : count > 999 ? '999+' : String(count);
      if (place.textContent !== shown) place.textContent = shown;
      if (code === 'unassigned' && place.closest('.nav-item')) place.classList.toggle('is-loud', count > 0);
    }
  }
  showTitle();
}

export function showTitle(): void {
  if (!workspace()) return;
  const waiting = find('.nav-item [data-count="unassigned"]')?.textContent ?? '';
  const subject = find('#ticket-title')?.textContent ?? '';
  const name = workspace()?.dataset.listName ?? '';
  const parts = [subject, name, title.list].filter(Boolean).join(' · ');
  document.title = waiting ? `(${waiting}) ${parts}` : parts;
}

// --- the detail pane ------------------------------------------------------------------------------------------------------

/** Make a freshly drawn ticket work. */
function mount(): void {
  const pane = detail();
  if (!pane) return;
  mountComposer();
  mountSwitch();
  mountDialogs(pane);
  tellAges(pane);
  showTitle();
  noteLook();
}

function mark(id: string): void {
  for (const link of links()) {
    if (link.closest<HTMLElement>('[data-row]')?.dataset.row === id) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
  // A ticket that had left this list stays in sight until another one is opened.
  for (const row of all('.row.is-leaving')) if (row.dataset.row !== id) row.remove();
  showEmptiness();
}

function showPane(which: 'list' | 'detail'): void {
  const place = panes();
  if (place) place.dataset.pane = which;
  document.body.classList.toggle('has-detail', which === 'detail');
}

function draw(html: string): void {
  const pane = detail();
  if (!pane) return;
  const tab = find('#ticket')?.dataset.tab;
  pane.replaceChildren(parse(html));
  htmx.process(pane);
  if (tab) chooseTab(tab, false);
  mount();
  showNewest();
}

/** Earlier entries come in above what is read: that stays where it is, and the keyboard goes on among them. */
function holdPlace(): void {
  let below = 0;
  let hadFocus = false;
  const target = (event: Event) => (event as CustomEvent<{ target: Element }>).detail.target;
  const isEarlier = (event: Event) => /-earlier$/.test(target(event).id);
  document.addEventListener('htmx:beforeSwap', (event) => {
    const scroll = find('#talk-scroll');
    if (!scroll || !isEarlier(event)) return;
    below = scroll.scrollHeight - scroll.scrollTop;
    hadFocus = target(event).contains(document.activeElement);
  });
  document.addEventListener('htmx:afterSwap', (event) => {
    const scroll = find('#talk-scroll');
    if (!scroll || !isEarlier(event)) return;
    scroll.scrollTop = scroll.scrollHeight - below;
    if (hadFocus) (find(`#${target(event).id} a`) ?? scroll).focus({ preventScroll: true });
  });
}

/** Show the newest entry: its beginning when it is longer than the pane. */
export function showNewest(): void {
  const scroll = find('#talk-scroll');
  const newest = all('#entries > .entry').at(-1);
  if (!scroll) return;
  scroll.scrollTop = scroll.scrollHeight;
  const above = newest ? scroll.getBoundingClientRect().top - newest.getBoundingClientRect().top : 0;
  if (newest?.offsetParent && above > 0 && newest.offsetHeight > scroll.clientHeight) scroll.scrollTop -= above + 24;
}

function skeleton(): void {
  const bones = make('div', { class: 'bones', 'aria-hidden': 'true' });
  for (const size of ['50', '30', '90', 'tall', '70', 'tall']) bones.append(make('span', { class: `bone bone-${size}` }));
  detail()?.replaceChildren(bones);
}

async function look(url: string, signal?: AbortSignal): Promise<string> {
  const kept = ahead.get(url);
  if (kept && Date.now() - kept.at < KEPT_FOR) return kept.html;
  const id = idOf(url);
  for (let attempt = 0; ; attempt++) {
    const before = changesOf(id);
    const html = await fetchPart(url, signal);
    // What was drawn before the change we have heard of meanwhile is not worth showing.
    if (changesOf(id) !== before && attempt < 3) continue;
    ahead.set(url, { html, at: Date.now() });
    while (ahead.size > 12) ahead.delete(ahead.keys().next().value as string);
    return html;
  }
}

/** How often we have heard of changes of a ticket. */
const changes = new Map<string, number>();
const changesOf = (id: string) => changes.get(id) ?? 0;

export function noteChange(id: string): void {
  changes.set(id, changesOf(id) + 1);
  for (const url of [...ahead.keys()]) if (idOf(url) === id) ahead.delete(url);
}

function lookAhead(): void {
  const list = links();
  const index = list.findIndex((link) => link.getAttribute('aria-current') === 'true');
  if (index < 0 || !isWide()) return;
  for (const near of [list[index + 1], list[index - 1]]) {
    if (near) look(near.href).catch(() => {});
  }
}

type History = 'push' | 'replace' | 'none';

/** Returns what kept the ticket from opening, which was said; "" when nothing did. */
export async function openTicket(url: string, options: { history?: History; focus?: boolean } = {}): Promise<string> {
  const pane = detail();
  if (!pane) {
    location.assign(url);
    return '';
  }
  request?.abort();
  const mine = new AbortController();
  request = mine;
  const id = idOf(url);
  mark(id);
  showPane('detail');
  const address = new URL(url, location.href).href;
  if (options.history !== 'none' && address !== location.href) {
    if (options.history === 'replace') history.replaceState({ ticket: address }, '', address);
    else history.pushState({ ticket: address }, '', address);
  }
  const timer = window.setTimeout(skeleton, SKELETON_AFTER);
  try {
    const html = await look(address, mine.signal);
    window.clearTimeout(timer);
    if (mine.signal.aborted) return '';
    draw(html);
    if (options.focus || !isWide()) find('#ticket-title')?.focus({ preventScroll: true });
    lookAhead();
    return '';
  } catch (fault) {
    window.clearTimeout(timer);
    if (mine.signal.aborted || fault instanceof SignedOut) return '';
    if (fault instanceof Gone) find(`#row-${id}`)?.remove();
    closeTicket();
    const problem = say(fault instanceof Gone ? 'gone' : 'unreachable');
    toast(problem, { isBad: true });
    return problem;
  }
}

/** Go back to the list alone. */
export function closeTicket(options: { history?: History } = {}): void {
  const list = workspace()?.dataset.listUrl;
  if (!list) return;
  request?.abort();
  const from = openTicketId();
  showPane('list');
  mark('');
  const empty = find<HTMLTemplateElement>('#no-ticket');
  if (empty) detail()?.replaceChildren(empty.content.cloneNode(true));
  if (options.history !== 'none') history.pushState({ list }, '', list);
  find<HTMLElement>(`#row-${from} > a`)?.focus({ preventScroll: true });
  find(`#row-${from}`)?.scrollIntoView({ block: 'nearest' });
  showTitle();
}

export function chooseTab(name: string, focus: boolean): void {
  const ticket = find('#ticket');
  if (!ticket) return;
  ticket.dataset.tab = name;
  for (const tab of all<HTMLButtonElement>('[data-tab-to]', ticket)) {
    const isChosen = tab.dataset.tabTo === name;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    if (isChosen && focus) tab.focus();
  }
  // History and events share one scrolling panel; the details are a panel where they are a tab.
  if (name !== 'info') find('#talk-scroll')?.setAttribute('aria-labelledby', `tab-${name}`);
  const aside = find('#ticket-aside');
  if (name === 'info') {
    aside?.setAttribute('role', 'tabpanel');
    aside?.setAttribute('aria-labelledby', 'tab-info');
  } else {
    aside?.removeAttribute('role');
    aside?.removeAttribute('aria-labelledby');
  }
}

// --- the list -------------------------------------------------------------------------------------------------------------

export function showEmptiness(): void {
  rove();
  const empty = find('#rows-empty');
  if (empty) empty.hidden = find('#rows .row, #rows-more') !== null;
}

/** The list is one stop of the Tab key: at the row with the focus, else the open one, else the first. */
export function rove(): void {
  const list = links();
  const focused = list.find((link) => link === document.activeElement);
  const stop = focused ?? list.find((link) => link.getAttribute('aria-current') === 'true') ?? list.find((link) => link.tabIndex === 0 && link.hasAttribute('tabindex')) ?? list[0];
  for (const link of list) link.tabIndex = link === stop ? 0 : -1;
}

/** Go through the rows with the arrow keys, without opening them. */
function step(event: KeyboardEvent): void {
  const list = links();
  const index = list.indexOf(event.target as HTMLAnchorElement);
  const places: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: list.length - 1 };
  const place = places[event.key];
  if (index < 0 || place === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  const link = list[Math.min(Math.max(place, 0), list.length - 1)];
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: 'nearest' });
  if (place >= list.length - 3) find<HTMLElement>('#rows-more a')?.click();
}

// --- the place in the list over a reload --------------------------------------------------------------------------------

const PLACE = 'sangdam.place';
const NEAR = 20;

/** Where the open ticket stood: it may have left the list since, or stand below what a fresh page shows. */
interface Place {
  list: string;
  ticket: string;
  index: number;
  before: string[]; // the nearest first
  after: string[];
}

let remembered: Place | null = null;

const rowOf = (link: HTMLAnchorElement) => link.closest<HTMLElement>('[data-row]')?.dataset.row ?? '';

function rememberPlace(): void {
  const ids = links().map(rowOf);
  const ticket = openTicketId();
  const index = ids.indexOf(ticket);
  const list = workspace()?.dataset.listUrl ?? '';
  if (ticket && index >= 0) {
    const before = ids.slice(Math.max(0, index - NEAR), index).reverse();
    remembered = { list, ticket, index, before, after: ids.slice(index + 1, index + 1 + NEAR) };
  }
  try {
    if (remembered?.ticket === ticket) sessionStorage.setItem(PLACE, JSON.stringify(remembered));
    else sessionStorage.removeItem(PLACE);
  } catch {
    // No storage: the list begins at its top again.
  }
}

/** Read the next rows of the list. Returns whether there were any. */
async function readMore(): Promise<boolean> {
  const more = find<HTMLAnchorElement>('#rows-more a');
  if (!more) return false;
  const html = await fetchPart(more.href);
  const end = more.closest('#rows-more');
  const list = find('#rows');
  if (!list || !end?.isConnected) return false; // somebody else has read them
  end.replaceWith(parse(html));
  htmx.process(list);
  tellAges(list);
  return true;
}

/** Read as many rows as stood above the open ticket before the reload, until it is there. */
async function takePlaceAgain(): Promise<void> {
  const id = openTicketId();
  try {
    const place = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null') as Place | null;
    if (id && place?.ticket === id && place.list === workspace()?.dataset.listUrl) remembered = place;
    while (remembered && !find(`#row-${id}`) && links().length <= remembered.index) if (!(await readMore())) break;
  } catch {
    return; // the rows that are there stay there
  }
  if (openTicketId() !== id) return;
  mark(id);
  find(`#row-${id}`)?.scrollIntoView({ block: 'nearest' });
}

/** The row next to where the open ticket stood, when it has none in this list (any more); -1 when that is unknown. */
function besidePlace(list: HTMLAnchorElement[], step: 1 | -1): number {
  if (remembered?.ticket !== openTicketId()) return -1;
  const nearest = (ids: string[]) => ids.map((id) => list.findIndex((link) => rowOf(link) === id)).find((index) => index >= 0) ?? -1;
  const ahead = nearest(step > 0 ? remembered.after : remembered.before);
  if (ahead >= 0) return ahead;
  const behind = nearest(step > 0 ? remembered.before : remembered.after);
  return behind < 0 ? -1 : Math.min(Math.max(behind + step, 0), list.length - 1);
}

let walking = 0;

/** Go to the next or previous ticket; on a wide screen it is opened on the way. */
export function walk(step: 1 | -1): void {
  const list = links();
  if (!list.length) return;
  const focused = list.indexOf(document.activeElement as HTMLAnchorElement);
  const opened = list.findIndex((link) => link.getAttribute('aria-current') === 'true');
  const from = focused >= 0 ? focused : opened;
  const beside = from < 0 ? besidePlace(list, step) : -1;
  const index = beside >= 0 ? beside : from < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(from + step, 0), list.length - 1);
  const link = list[index];
  if (!link) return;
  if (isWide() || panes()?.dataset.pane === 'list') link.focus({ preventScroll: true });
  link.scrollIntoView({ block: 'nearest' });
  if (step > 0 && index >= list.length - 3) find<HTMLElement>('#rows-more a')?.click(); // the next rows, before the end is reached
  if (!isWide() && panes()?.dataset.pane === 'list') return;
  window.clearTimeout(walking);
  const history: History = openTicketId() ? 'replace' : 'push';
  const isKept = ahead.has(link.href);
  walking = window.setTimeout(() => void openTicket(link.href, { history }), isKept ? 0 : 60);
}

// --- the next one after resolving -----------------------------------------------------------------------------------------

const OPENS_NEXT = 'sangdam.next';

function opensNext(): boolean {
  try {
    return localStorage.getItem(OPENS_NEXT) === 'on';
  } catch {
    return false; // no storage, no choice to remember
  }
}

function mountSwitch(): void {
  const choice = find<HTMLInputElement>('[data-open-next]');
  if (!choice) return;
  choice.checked = opensNext();
  choice.closest<HTMLElement>('label')?.toggleAttribute('hidden', false);
}

/** Open the ticket below the resolved one, in the order of j; what was sent is said beside it. */
async function openNext(said: string): Promise<void> {
  const id = openTicketId();
  const subject = find('#ticket-title')?.textContent ?? '';
  const href = find('#ticket')?.dataset.url ?? location.href;
  const position = () => links().findIndex((link) => rowOf(link) === id);
  const below = () => (position() < 0 ? links()[besidePlace(links(), 1)] : links()[position() + 1]);
  if (!below()) await readMore().catch(() => false);
  const next = below();
  if (openTicketId() !== id || hasText()) return; // somebody went on, or goes on writing
  if (!next) {
    tellInComposer(`${said} ${say('lastOne')}`);
    return;
  }
  const problem = await openTicket(next.href, { history: 'push', focus: true });
  if (problem) toast(`${said} ${problem}`, { isBad: true });
  else toast(`${said} ${subject}`, { link: { href, text: say('open') } });
}

export function enterTicket(): boolean {
  const link = document.activeElement;
  if (!(link instanceof HTMLAnchorElement) || !link.matches('#rows .row > a')) return false;
  if (link.getAttribute('aria-current') === 'true' && openTicketId()) {
    showPane('detail');
    find('#ticket-title')?.focus();
  } else void openTicket(link.href, { focus: true });
  return true;
}

interface Swap {
  target: Element;
  requestConfig: { elt: Element };
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  serverResponse: string;
}

/** htmx tells what the server triggers where the button was; when that has gone, nobody would hear it. */
function tellTriggered(xhr: XMLHttpRequest): void {
  const triggered = JSON.parse(xhr.getResponseHeader('HX-Trigger') ?? '{}') as Record<string, unknown>;
  for (const [name, detail] of Object.entries(triggered)) document.dispatchEvent(new CustomEvent(name, { detail }));
}

export function startWorkspace(): void {
  const place = workspace();
  if (!place) return;
  title = { base: document.title, list: find('.switcher strong')?.textContent ?? '' };
  history.replaceState({ ticket: openTicketId() ? location.href : '', list: location.href }, '');
  mount();
  showNewest();
  holdPlace();
  void takePlaceAgain().then(lookAhead);
  window.addEventListener('pagehide', rememberPlace);

  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const target = event.target as Element;
    const link = target.closest<HTMLAnchorElement>('a[data-ticket-link]');
    if (link) {
      event.preventDefault();
      // Enter on a row is a click without coordinates: the keyboard goes into the ticket with it.
      void openTicket(link.href, { focus: event.detail === 0 });
      return;
    }
    if (target.closest('a[data-back]')) {
      event.preventDefault();
      closeTicket();
    }
    const tab = target.closest<HTMLElement>('[data-tab-to]')?.dataset.tabTo;
    if (tab) chooseTab(tab, false);
  });
  document.addEventListener('submit', (event) => {
    const opened = find<HTMLInputElement>('[name=open]', event.target as HTMLFormElement);
    if ((event.target as Element).matches('[data-order-form]') && opened) opened.value = openTicketId();
  });
  document.addEventListener('keydown', (event) => {
    const tab = (event.target as Element).closest?.<HTMLElement>('[role=tab][data-tab-to]');
    if (!tab) return;
    const tabs = all('[data-tab-to]').filter((each) => each.offsetParent !== null);
    const places: Record<string, number> = { ArrowRight: tabs.indexOf(tab) + 1, ArrowLeft: tabs.indexOf(tab) - 1, Home: 0, End: -1 };
    const place = places[event.key];
    if (place === undefined) return;
    const next = tabs[(place + tabs.length) % tabs.length];
    if (next?.dataset.tabTo) chooseTab(next.dataset.tabTo, true);
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    if ((event.target as Element).matches?.('#rows .row > a')) step(event);
  });
  find('#list-scroll')?.addEventListener('focusin', rove);
  rove();
  window.addEventListener('popstate', () => {
    const id = idOf(location.href);
    if (id) void openTicket(location.href, { history: 'none' });
    else if (location.pathname === new URL(place.dataset.listUrl ?? '', location.href).pathname) closeTicket({ history: 'none' });
    else location.reload();
  });
  document.addEventListener('change', (event) => {
    const choice = event.target as HTMLInputElement;
    if (!choice.matches('[data-open-next]')) return;
    try {
      localStorage.setItem(OPENS_NEXT, choice.checked ? 'on' : 'off');
    } catch {
      // It holds as long as this composer does.
    }
  });
  let said = '';
  document.addEventListener('sangdam:said', (event) => (said = (event as CustomEvent<{ text: string }>).detail.text));
  document.addEventListener('sangdam:done', (event) => {
    const { ticket, resolved } = (event as CustomEvent<{ ticket: string; resolved?: boolean }>).detail;
    if (!resolved || ticket !== openTicketId() || !find<HTMLInputElement>('[data-open-next]')?.checked) return;
    // Once its answer is drawn: until then the composer is not empty.
    window.setTimeout(() => void openNext(said));
  });
  let changesBefore = 0;
  document.addEventListener('htmx:beforeRequest', () => {
    changesBefore = changesOf(openTicketId());
  });
  document.addEventListener('htmx:beforeRequest', (event) => {
    const { elt, requestConfig } = (event as CustomEvent<{ elt: Element; requestConfig: { path: string } }>).detail;
    if (event.defaultPrevented || !requestConfig.path.endsWith('/keep/')) return;
    elt.closest('dialog')?.close();
    chooseTab('talk', false);
    openForWriting();
  });
  // The answer to an action is drawn around the fields: whoever went on writing goes on in the same one.
  document.addEventListener('htmx:beforeSwap', (event) => {
    const detail = (event as CustomEvent<Swap>).detail;
    if (detail.target.id !== 'detail' || !detail.shouldSwap) return;
    if (!detail.requestConfig.elt.isConnected) tellTriggered(detail.xhr);
    const shown = find('#ticket');
    const fresh = find('#ticket', parse(detail.serverResponse));
    if (!fresh) return;
    // Somebody went on to another ticket meanwhile.
    if (shown?.dataset.ticket !== fresh.dataset.ticket) detail.shouldSwap = false;
    else if (shown && renew(shown, fresh, FIELDS)) {
      detail.shouldSwap = false;
      chooseTab(shown.dataset.tab ?? 'talk', false);
      htmx.process(shown);
      htmx.trigger(detail.target, 'htmx:afterSwap', detail);
    }
  });
  // htmx drew the pane anew after an action, or more rows.
  document.addEventListener('htmx:afterSwap', (event) => {
    const target = (event as CustomEvent<{ target: Element }>).detail.target;
    if (target.id === 'detail') {
      const again = find('#ticket');
      if (again?.dataset.url) ahead.delete(new URL(again.dataset.url, location.href).href);
      mount();
      if (document.activeElement === document.body) find('#ticket-title')?.focus({ preventScroll: true });
      if (changesOf(openTicketId()) !== changesBefore) document.dispatchEvent(new CustomEvent('sangdam:stale'));
      showNewest();
    }
    tellAges();
    rove();
    showRead();
  });
}
