// Staying true: events come over the page's connection (connection.ts), from the live process or, while that is silent, by
// asking every few seconds. Whatever happens, nothing a person holds moves: not the focus, not a word.
import htmx from 'htmx.org';
import { tellAges } from './ages';
import { isBusy, replaceComposer, warnOfChange, writtenTo } from './composer';
import { Connection } from './connection';
import { mountDialogs } from './dialogs';
import { all, find, keepFocus, parse } from './dom';
import { holdRows, News } from './news';
import { noteLook, showRead } from './readings';
import { fetchJson, fetchPart, SignedOut } from './requests';
import { toast } from './toast';
import { say } from './labels';
import { noteChange, openTicketId, showCounts, showEmptiness, showTitle, workspace } from './workspace';

interface RecordedEvent {
  id: number;
  kind: string;
  ticket?: string;
  delivery?: string; // the ticket a delivery belongs to
  status?: string;
  assignee_id?: number | null;
  previous_assignee_id?: number | null;
  actor?: { kind: string; id: number | null };
}

interface Refreshed {
  counts: Record<string, number>;
  rows: { id: string; order: number; html: string }[];
  subjects: Record<string, { subject: string; url: string }>;
}

const ASK_AGAIN = 4000; // rows that could not be asked for
const SETTLE = 150; // events come in bundles
const BUDGET = 1000; // at most one refresh a second, one in three when much happens
const BUSY_BUDGET = 3000;
const BUSY = 20;
const ASKED_AT_ONCE = 100;
const MOST_ROWS = 400;

class LiveScreen {
  private readonly place: HTMLElement;
  private readonly me: number;
  private readonly connection: Connection;
  private readonly seen = new Set<number>();
  private readonly news = new News();
  private waiting = new Set<string>();
  private announced: RecordedEvent[] = [];
  private touchesOpen: RecordedEvent[] = [];
  private refreshTimer = 0;
  private refreshedAt = 0;
  private isRefreshing = false;

  constructor(place: HTMLElement) {
    this.place = place;
    this.me = Number(place.dataset.agent);
    this.connection = new Connection({
      streamUrl: place.dataset.liveUrl ?? '',
      cursor: place.dataset.cursor ?? '',
      ask: (deadline) => this.poll(deadline),
      hear: (data) => this.hear(JSON.parse(data) as RecordedEvent),
      startOver: () => void this.startOver(),
      restsWhenHidden: false,
    });
  }

  start(): void {
    this.connection.start();
    // The open ticket was drawn from before a change that we have heard of.
    document.addEventListener('sangdam:stale', () => {
      this.touchesOpen.push({ id: 0, kind: '' });
      this.schedule();
    });
    // Whatever came of an action, the row and the counts shall agree with the ticket beside them.
    document.addEventListener('htmx:afterSwap', (event) => {
      const ticket = openTicketId();
      if ((event as CustomEvent<{ target: Element }>).detail.target.id !== 'detail' || !ticket) return;
      this.waiting.add(ticket);
      this.schedule();
    });
  }

  /** The same events from the web server, for as long as the live process tells none. */
  private async poll(deadline: AbortSignal): Promise<void> {
    const after = this.connection.cursor;
    const { status, body } = await fetchJson<{ cursor: string; events?: RecordedEvent[] }>(
      `${this.place.dataset.pollUrl}?after=${encodeURIComponent(after)}`,
      deadline,
    );
    if (status === 410) {
      await this.startOver();
      return;
    }
    // The line may have come back while we asked: its cursor is then the later one.
    if (this.connection.cursor === after) this.connection.cursor = body.cursor;
    for (const event of body.events ?? []) this.hear(event);
  }

  // --- events ----------------------------------------------------------------------------------------------------------

  private hear(event: RecordedEvent): void {
    if (this.seen.has(event.id)) return;
    this.seen.add(event.id);
    if (this.seen.size > 5000) for (const id of [...this.seen].slice(0, 2500)) this.seen.delete(id);
    const ticket = event.ticket ?? event.delivery;
    if (!ticket) return;
    noteChange(ticket);
    if (event.ticket) this.waiting.add(event.ticket); // a mail's state is on the ticket, not in its row
    if (event.kind === 'ticket.created') this.news.hear(ticket);
    if (ticket === openTicketId()) this.touchesOpen.push(event);
    const isMine = event.assignee_id === this.me;
    if (isMine && !this.isByMe(event) && (event.kind === 'ticket.assigned' || event.kind === 'ticket.reinquired')) this.announced.push(event);
    this.schedule();
  }

  private isByMe(event: RecordedEvent): boolean {
    return event.actor?.kind === 'agent' && event.actor.id === this.me;
  }

  private schedule(): void {
    if (this.refreshTimer || this.isRefreshing || !(this.waiting.size + this.touchesOpen.length)) return;
    const budget = this.waiting.size > BUSY ? BUSY_BUDGET : BUDGET;
    const rest = this.refreshedAt + budget - Date.now();
    this.refreshTimer = window.setTimeout(() => void this.refresh(), Math.max(SETTLE, rest));
  }

  private async refresh(): Promise<void> {
    this.refreshTimer = 0;
    this.isRefreshing = true;
    this.refreshedAt = Date.now();
    const ids = [...this.waiting].slice(0, ASKED_AT_ONCE);
    for (const id of ids) this.waiting.delete(id);
    const announced = this.announced.splice(0);
    const touched = this.touchesOpen.splice(0);
    try {
      const query = new URLSearchParams({ ids: ids.join(','), open: openTicketId(), order: this.place.dataset.order ?? '' });
      const named = announced.slice(0, 5).map((event) => event.ticket ?? '');
      if (named.length) query.set('name', named.join(','));
      const [answer] = await Promise.all([
        ids.length ? fetchJson<Refreshed>(`${this.place.dataset.refreshUrl}?${query}`) : null,
        touched.length ? this.refreshTicket(touched) : null,
      ]);
      if (answer) {
        this.drawRows(ids, answer.body.rows);
        showCounts(answer.body.counts);
        for (const event of announced) this.announce(event, answer.body.subjects);
      }
    } catch (fault) {
      if (fault instanceof SignedOut) return;
      // Asked again with the next event, at the latest with the next poll.
      for (const id of ids) this.waiting.add(id);
      this.announced.unshift(...announced);
      this.touchesOpen.unshift(...touched);
      this.refreshedAt = Date.now() + ASK_AGAIN;
    } finally {
      this.isRefreshing = false;
    }
    this.schedule();
  }

  private announce(event: RecordedEvent, subjects: Refreshed['subjects']): void {
    const known = subjects[event.ticket ?? ''];
    if (!known) return;
    const label = event.kind === 'ticket.reinquired' ? 'cameBack' : 'assignedToYou';
    toast(say(label, known.subject), { icon: 'mine', link: { href: known.url, text: say('open') } });
  }

  // --- the list -------------------------------------------------------------------------------------------------------

  private drawRows(asked: string[], rows: Refreshed['rows']): void {
    const list = find('#rows');
    const scroll = find('#list-scroll');
    if (!list || !scroll) return;
    const restoreFocus = keepFocus();
    const restorePlace = holdRows(scroll, list, new Set(asked));
    const there = new Set(rows.map((row) => row.id));
    for (const id of asked) {
      const row = find(`#row-${id}`);
      if (!row || there.has(id)) continue;
      // The ticket in front of somebody stays in sight until another is opened.
      if (find('[aria-current="true"]', row)) row.classList.add('is-leaving');
      else row.remove();
    }
    for (const { id, order, html } of rows) this.drawRow(list, id, order, html);
    restoreFocus();
    showRead();
    showEmptiness();
    restorePlace();
    tellAges(list);
    this.news.arrive(asked, there);
    // A day of new rows does not pile up: whoever looks at the top gets the first page again.
    if (all('.row', list).length > MOST_ROWS && (find('#list-scroll')?.scrollTop ?? 0) < 200) void this.startOver();
  }

  private drawRow(list: HTMLElement, id: string, order: number, html: string): void {
    const fresh = find('.row', parse(html));
    if (!fresh) return;
    const old = find(`#row-${id}`);
    // What this page knows of the row itself stays: where the focus comes in, and which is open.
    for (const name of ['tabindex', 'aria-current']) {
      const known = old && find('a', old)?.getAttribute(name);
      if (known) find('a', fresh)?.setAttribute(name, known);
    }
    const isSame = old?.dataset.at === String(order) && old.innerHTML === fresh.innerHTML;
    if (isSame) {
      old.classList.remove('is-leaving');
      return;
    }
    const others = all('.row', list).filter((row) => row !== old);
    const next = others.find((row) => Number(row.dataset.at) < order) ?? null;
    const more = find('#rows-more', list);
    if (!next && more && !old) return; // below what is loaded
    if (old) {
      const isInPlace = old.nextElementSibling === (next ?? more);
      old.replaceChildren(...fresh.childNodes);
      old.dataset.at = String(order);
      old.classList.remove('is-leaving');
      if (!isInPlace) list.insertBefore(old, next ?? more);
      freshen(old);
    } else {
      list.insertBefore(fresh, next ?? more);
      freshen(fresh);
    }
  }

  // --- the open ticket ------------------------------------------------------------------------------------------------

  private async refreshTicket(events: RecordedEvent[]): Promise<void> {
    const ticket = find('#ticket');
    const url = ticket?.dataset.url;
    if (!ticket || !url) return;
    let html: string;
    try {
      html = await fetchPart(url);
    } catch (fault) {
      if (fault instanceof SignedOut) throw fault;
      return;
    }
    const fresh = find('#ticket', parse(html));
    if (!fresh || find('#ticket')?.dataset.ticket !== fresh.dataset.ticket) return;
    const restoreFocus = keepFocus();
    for (const id of ['ticket-head', 'ticket-aside', 'ticket-events', 'entry-count']) replaceContent(id, fresh);
    const dialogs = !find('#ticket-dialogs dialog[open]') && replaceContent('ticket-dialogs', fresh);
    const news = this.drawEntries(fresh);
    restoreFocus();
    ticket.dataset.version = fresh.dataset.version ?? '';
    ticket.dataset.readUrl = fresh.dataset.readUrl ?? '';
    noteLook();
    htmx.process(ticket);
    if (dialogs) mountDialogs(ticket);
    showTitle();
    const composer = find('#composer', fresh);
    if (!composer || Number(fresh.dataset.version) <= writtenTo()) return;
    if (isBusy()) warnOfChange(composer, whatHappened(events.filter((event) => !this.isByMe(event))));
    else replaceComposer(composer);
    if (!isBusy() && news) find('#talk-scroll')?.scrollTo({ top: find('#talk-scroll')?.scrollHeight ?? 0, behavior: 'smooth' });
  }

  private drawEntries(fresh: HTMLElement): number {
    const place = find('#entries');
    if (!place) return 0;
    let added = 0;
    // More than a page came in while nobody told us: what is between is loaded on demand again.
    const isFollowing = all('[data-entry]', fresh).some(({ id }) => id !== 'entry-first' && document.getElementById(id));
    if (!isFollowing && find('#entries-earlier', fresh)) {
      place.replaceChildren(...(find('#entries', fresh)?.childNodes ?? []));
      return all('.entry', place).length - 1;
    }
    for (const entry of all('[data-entry]', fresh)) {
      const old = document.getElementById(entry.id);
      if (!old) {
        entry.classList.add('is-fresh', 'is-news');
        place.append(entry);
        added += 1;
      } else if (old.innerHTML !== entry.innerHTML) {
        // Images that are there stay there: only what stands below the words changes (the mail's state).
        const before = all('.delivery', old);
        const after = all('.delivery', entry);
        before.forEach((each) => each.remove());
        old.lastElementChild?.append(...after);
      }
    }
    return added;
  }

  /** Events cannot be told from our cursor on: read the list again and take the cursor that comes with it. */
  private async startOver(): Promise<void> {
    const response = await fetch(location.href, { credentials: 'same-origin' });
    if (!response.ok || response.redirected) return;
    const page = parse(await response.text());
    const fresh = find('[data-workspace]', page);
    const rows = find('#rows', page);
    if (!fresh || !rows) return;
    this.connection.cursor = fresh.dataset.cursor ?? this.connection.cursor;
    this.place.dataset.order = fresh.dataset.order ?? '';
    const restoreFocus = keepFocus();
    find('#rows')?.replaceChildren(...rows.childNodes);
    restoreFocus();
    const list = find('#rows');
    if (list) htmx.process(list);
    showRead();
    for (const place of all('[data-count]', page)) {
      for (const shown of all(`[data-count="${place.dataset.count}"]`)) shown.textContent = place.textContent;
    }
    showEmptiness();
    showTitle();
    if (openTicketId()) await this.refreshTicket([]);
    this.connection.reconnect();
  }
}

function freshen(row: HTMLElement): void {
  row.classList.remove('is-fresh');
  void row.offsetWidth;
  row.classList.add('is-fresh');
  window.setTimeout(() => row.classList.remove('is-fresh'), 4500);
}

function replaceContent(id: string, fresh: HTMLElement): boolean {
  const old = document.getElementById(id);
  const next = find(`#${id}`, fresh);
  if (!old || !next || old.innerHTML === next.innerHTML) return false;
  old.replaceChildren(...next.childNodes);
  return true;
}

function whatHappened(events: RecordedEvent[]): string[] {
  const kinds = new Set(events.map((event) => event.kind));
  const happened: string[] = [];
  if (kinds.has('ticket.reinquired')) happened.push(say('whatReinquired'));
  if (kinds.has('ticket.resolved') || kinds.has('ticket.pended')) happened.push(say('whatAnswered'));
  if (kinds.has('ticket.assigned')) happened.push(say('whatAssigned'));
  if (kinds.has('ticket.commented')) happened.push(say('whatCommented'));
  return happened;
}

export function startLive(): void {
  const place = workspace();
  if (place?.dataset.liveUrl) new LiveScreen(place).start();
}
