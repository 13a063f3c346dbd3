// A field that finds one of many on the server: what is typed is searched for there, arrow keys walk through what was
// found, Enter takes it. More is fetched at the end of the list. Letters that are still being composed are left alone.
import { all, find, make, parse } from './dom';
import { fetchPart, SignedOut } from './requests';
import { say } from './labels';

const PAUSE = 150;
// A Korean syllable begins as a lone consonant, which is in nobody's name.
const UNFINISHED = /[\u3131-\u318e]+$/;

class Combobox {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly value: HTMLInputElement;
  private readonly status: HTMLElement | null;
  private active: HTMLElement | null = null;
  private asked: string;
  private shown = ''; // what the list answers
  private takesFirst = false; // Enter came before the answer
  private timer = 0;
  private request: AbortController | null = null;

  constructor(private readonly place: HTMLElement) {
    this.input = find<HTMLInputElement>('[role=combobox]', place)!;
    this.list = find('[role=listbox]', place)!;
    this.value = find<HTMLInputElement>('[data-combobox-value]', place)!;
    this.status = find('[data-combobox-status]', place);
    this.asked = '';
    this.number();
    this.mark(null);
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('keydown', (event) => this.press(event));
    this.list.addEventListener('click', (event) => {
      const option = (event.target as Element).closest<HTMLElement>('[role=option]');
      if (option) this.take(option);
      this.input.focus();
    });
    // The field keeps the focus, so that its keys go on working.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('scroll', () => {
      if (this.list.scrollTop + this.list.clientHeight > this.list.scrollHeight - 80) void this.more();
    });
  }

  private options(): HTMLElement[] {
    return all('[role=option]', this.list);
  }

  private number(): void {
    this.options().forEach((option, index) => (option.id = `${this.list.id}-${index}`));
  }

  private query(): string {
    return this.input.value.replace(UNFINISHED, '').trim();
  }

  private typed(): void {
    this.value.value = '';
    this.takesFirst = false;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.search(), PAUSE);
  }

  private async search(): Promise<void> {
    const query = this.query();
    if (query === this.asked) return;
    this.asked = query;
    const html = await this.fetch(`${this.place.dataset.source}?${new URLSearchParams({ q: query })}`);
    if (html === null) {
      if (this.asked !== query) return; // there is a newer question
      this.asked = '\0'; // asked again with the next letter, or Enter
      this.takesFirst = false;
      return;
    }
    this.shown = query;
    this.list.replaceChildren(parse(html));
    this.list.scrollTop = 0;
    this.number();
    const options = this.options();
    if (!options.length) this.list.append(make('p', { class: 'state' }, say('nothingFound')));
    this.mark(query ? (options[0] ?? null) : null);
    if (this.status) this.status.textContent = options.length ? say('matches', options.length) : say('nothingFound');
    if (this.takesFirst && this.active) this.take(this.active);
    this.takesFirst = false;
  }

  private async more(): Promise<boolean> {
    const place = find('[data-next]', this.list);
    const next = place?.dataset.next;
    if (!place || !next) return false;
    delete place.dataset.next;
    const html = await this.fetch(next);
    if (html === null) {
      place.dataset.next = next;
      return false;
    }
    const fresh = find('[data-combobox-more]', parse(html));
    if (!fresh) return false;
    place.append(...all('[role=option]', fresh));
    if (fresh.dataset.next) place.dataset.next = fresh.dataset.next;
    this.number();
    return true;
  }

  private async fetch(url: string): Promise<string | null> {
    this.request?.abort();
    const mine = new AbortController();
    this.request = mine;
    this.list.setAttribute('aria-busy', 'true');
    try {
      return await fetchPart(url, mine.signal);
    } catch (fault) {
      if (!mine.signal.aborted && !(fault instanceof SignedOut) && this.status) this.status.textContent = say('unreachable');
      return null;
    } finally {
      if (this.request === mine) this.list.removeAttribute('aria-busy');
    }
  }

  private mark(option: HTMLElement | null): void {
    this.active?.setAttribute('aria-selected', 'false');
    this.active = option;
    if (!option) {
      this.input.removeAttribute('aria-activedescendant');
      return;
    }
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }

  private async walk(step: 1 | -1): Promise<void> {
    const options = this.options();
    const index = this.active ? options.indexOf(this.active) + step : step > 0 ? 0 : options.length - 1;
    if (index >= options.length && (await this.more())) this.mark(this.options()[index] ?? null);
    else if (options.length) this.mark(options[(index + options.length) % options.length] ?? null);
  }

  /** Take the first of what is being searched for: whoever types fast means a name, not what was found before it. */
  private takeWhenFound(): void {
    this.takesFirst = true;
    window.clearTimeout(this.timer);
    void this.search();
  }

  private take(option: HTMLElement): void {
    this.mark(option);
    for (const each of this.options()) each.classList.toggle('is-taken', each === option);
    this.value.value = option.dataset.value ?? '';
    this.input.value = option.dataset.text ?? '';
    this.input.setAttribute('aria-invalid', 'false');
    window.clearTimeout(this.timer);
    if (this.status) this.status.textContent = say('taken', (option.textContent ?? '').trim().replace(/\s+/g, ' '));
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return; // Enter ends a syllable first
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') void this.walk(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !this.value.value && this.query() !== this.shown) this.takeWhenFound();
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !this.value.value && this.active) this.take(this.active);
    else return; // Enter with somebody taken sends the form
    event.preventDefault();
  }
}

/** Make the fields of a freshly drawn part work. */
export function mountComboboxes(within: ParentNode = document): void {
  for (const place of all('[data-combobox]:not([data-mounted])', within)) {
    place.dataset.mounted = '';
    new Combobox(place);
  }
}
