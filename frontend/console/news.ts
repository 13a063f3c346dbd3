// New inquiries that come into the open list: said politely, not more often than somebody can listen, and shown by a pill for
// as long as their rows are out of sight.
import { find } from './dom';
import { say } from './labels';

const GATHERED_FOR = 1000;
const QUIET_FOR = 6000;

export class News {
  private readonly created = new Set<string>();
  private readonly outOfSight = new Set<HTMLElement>();
  private readonly observer: IntersectionObserver;
  private untold = 0;
  private toldAt = 0;
  private timer = 0;

  constructor() {
    this.observer = new IntersectionObserver((changes) => this.see(changes), { threshold: 0.5 });
    find('#news-pill')?.addEventListener('click', () => this.go());
  }

  /** A ticket came into being, in whatever list. */
  hear(ticket: string): void {
    this.created.add(ticket);
  }

  /** Rows were asked for and drawn: which of the new tickets stand in this list is known now. */
  arrive(asked: string[], there: Set<string>): void {
    for (const ticket of asked) {
      if (!this.created.delete(ticket) || !there.has(ticket)) continue;
      this.untold += 1;
      const row = find(`#row-${ticket}`);
      if (row) this.observer.observe(row);
    }
    this.showPill();
    if (!this.untold || this.timer) return;
    this.timer = window.setTimeout(() => this.tell(), Math.max(GATHERED_FOR, this.toldAt + QUIET_FOR - Date.now()));
  }

  private tell(): void {
    this.timer = 0;
    this.toldAt = Date.now();
    const place = find('#news');
    // The same words twice are heard twice only when they are new to the page.
    place?.replaceChildren(document.createElement('span'));
    place?.firstElementChild?.append(say('newInquiries', this.untold));
    this.untold = 0;
  }

  private see(changes: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of changes) {
      if (!isIntersecting) {
        this.outOfSight.add(target as HTMLElement);
        continue;
      }
      this.outOfSight.delete(target as HTMLElement);
      this.observer.unobserve(target);
    }
    this.showPill();
  }

  private showPill(): void {
    for (const row of this.outOfSight) {
      if (row.isConnected) continue;
      this.outOfSight.delete(row);
      this.observer.unobserve(row);
    }
    const pill = find('#news-pill');
    const text = pill && find('span', pill);
    if (!pill || !text) return;
    const count = this.outOfSight.size;
    if (count) text.textContent = say('newInquiries', count);
    pill.hidden = count === 0;
  }

  /** Scroll to the first of the new rows; who came by keyboard goes on from there. */
  private go(): void {
    const [first] = [...this.outOfSight].sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top);
    if (!first) return;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    find('a', first)?.focus({ preventScroll: true });
    first.scrollIntoView({ block: 'center', behavior: isCalm ? 'auto' : 'smooth' });
  }
}

/**
 * Keep the rows under somebody's hand where they are while others come in above them: under the pointer, under the focus of
 * the keyboard, or in a list that was scrolled down. Returns what puts them back.
 */
export function holdRows(scroll: HTMLElement, list: HTMLElement, changed: Set<string>): () => void {
  const held = find('.row:hover', list) ?? find('a:focus-visible', list)?.closest('.row');
  if (!held && scroll.scrollTop <= 0) return () => {};
  const box = scroll.getBoundingClientRect();
  const rows = [...list.querySelectorAll<HTMLElement>('.row')];
  const stays = (row: HTMLElement) => !changed.has(row.dataset.row ?? '') && row.getBoundingClientRect().bottom > box.top;
  const after = held ? rows.slice(rows.indexOf(held as HTMLElement)) : rows;
  const anchor = after.find(stays) ?? rows.find(stays);
  if (!anchor) return () => {};
  const before = anchor.getBoundingClientRect().top;
  return () => {
    if (!anchor.isConnected) return;
    const moved = anchor.getBoundingClientRect().top - before;
    const wanted = scroll.scrollTop + moved;
    // A short list gets the room that it needs to be scrolled at all, until somebody goes up again.
    if (wanted > scroll.scrollHeight - scroll.clientHeight) list.style.minHeight = `${wanted + scroll.clientHeight}px`;
    scroll.scrollTop = wanted;
  };
}

export function startNews(): void {
  const scroll = find('#list-scroll');
  scroll?.addEventListener('scroll', () => {
    const list = find('#rows');
    if (list && scroll.scrollTop <= 0) list.style.minHeight = '';
  });
}
