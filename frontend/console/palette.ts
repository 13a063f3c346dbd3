// One field for everything: lists, services, what can be done with the open ticket, the tickets in the list, a ticket by
// its id. What is offered is read from the page (`data-command`), so a new button is in here by itself. Korean is found by
// its initial consonants as well: "ㅁㅎㄷ" finds "미할당".
import { all, find, icon, make } from './dom';
import { openTicket, workspace } from './workspace';
import { say } from './labels';

interface Offer {
  label: string;
  group: string;
  icon: string;
  hint: string;
  keys: string;
  more: string;
  run: () => void;
}

interface Match {
  offer: Offer;
  score: number;
  marks: Set<number>;
}

const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';

/** The initial consonant of every Hangul syllable; other characters stay, so that places agree with the text. */
export function initialsOf(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.charCodeAt(0) - 0xac00;
      return code >= 0 && code < 11172 ? (INITIALS[Math.floor(code / 588)] ?? character) : character;
    })
    .join('');
}

/** How well a text answers a query, with the places to mark; null if it does not. */
export function match(query: string, text: string): { score: number; marks: Set<number> } | null {
  const wanted = query.trim().toLowerCase().normalize('NFC');
  if (!wanted) return { score: 0, marks: new Set() };
  const plain = text.toLowerCase().normalize('NFC');
  const isInitials = [...wanted].every((character) => INITIALS.includes(character) || character === ' ');
  const within = isInitials ? initialsOf(plain) : plain;
  const place = within.indexOf(wanted);
  if (place >= 0) {
    const marks = new Set(Array.from({ length: wanted.length }, (_, index) => place + index));
    const isWordStart = place === 0 || /[\s([·]/.test(within[place - 1] ?? '');
    return { score: 100 - Math.min(place, 40) + (isWordStart ? 40 : 0), marks };
  }
  // Else the letters in their order: "mp" finds "My in progress".
  const marks = new Set<number>();
  let from = 0;
  for (const character of wanted.replace(/\s/g, '')) {
    const found = within.indexOf(character, from);
    if (found < 0) return null;
    marks.add(found);
    from = found + 1;
  }
  const spread = Math.max(...marks) - Math.min(...marks) - marks.size;
  return spread > 24 ? null : { score: 20 - spread, marks };
}

const dialog = () => find<HTMLDialogElement>('#palette');
const input = () => find<HTMLInputElement>('#palette-input');
const list = () => find('#palette-list');

let offers: Offer[] = [];
let shown: Offer[] = [];
let chosen = 0;

function gather(): Offer[] {
  const commands = all<HTMLElement>('[data-command]')
    .filter((element) => !(element instanceof HTMLButtonElement && element.disabled))
    .map((element) => ({
      label: element.dataset.command ?? '',
      group: element.dataset.group ?? say('commands'),
      icon: element.dataset.icon ?? 'chevron-right',
      hint: '',
      keys: element.dataset.keys ?? '',
      more: '',
      run: () => element.click(),
    }));
  const tickets = all<HTMLAnchorElement>('#rows .row > a').map((link) => ({
    label: find('.row-subject', link)?.textContent ?? '',
    group: say('inThisList'),
    icon: 'channel',
    hint: find('.row-meta .ellipsis', link)?.textContent ?? '',
    keys: '',
    more: link.closest<HTMLElement>('[data-row]')?.dataset.row ?? '',
    run: () => void openTicket(link.href, { focus: true }),
  }));
  const order = [...new Set(commands.map((command) => command.group))];
  // What concerns the open ticket comes first, commands without a group last.
  const weigh = (offer: Offer) => {
    const place = 'afrci'.indexOf(offer.keys);
    return offer.keys.length === 1 && place >= 0 ? place - 5 : order.indexOf(offer.group);
  };
  commands.sort((one, other) => weigh(one) - weigh(other));
  return [...commands, ...tickets];
}

function byId(query: string): Offer | null {
  const id = /^\s*(T[0-9]{13}[A-Za-z0-9]{5})\s*$/.exec(query)?.[1];
  const base = workspace()?.dataset.ticketUrl;
  if (!id || !base) return null;
  const address = base.replace('T0000000000000AAAAA', id);
  return { label: say('goToTicket', id), group: say('commands'), icon: 'channel', hint: '', keys: '', more: '', run: () => location.assign(address) };
}

function marked(text: string, marks: Set<number>): HTMLElement {
  const line = make('span', { class: 'ellipsis' });
  [...text].forEach((character, index) => line.append(marks.has(index) ? make('mark', {}, character) : character));
  return line;
}

function choose(index: number): void {
  const place = list();
  if (!place || !shown.length) return;
  chosen = (index + shown.length) % shown.length;
  all('[role=option]', place).forEach((option, each) => {
    option.setAttribute('aria-selected', String(each === chosen));
    if (each === chosen) {
      option.scrollIntoView({ block: 'nearest' });
      input()?.setAttribute('aria-activedescendant', option.id);
    }
  });
}

function draw(): void {
  const place = list();
  const query = input()?.value ?? '';
  if (!place) return;
  const direct = byId(query);
  const matches: Match[] = [];
  for (const offer of offers) {
    if (!query.trim() && offer.more) continue; // tickets only when asked for
    const found = match(query, offer.label);
    const beside = found ? null : (match(query, offer.hint) ?? (offer.more.toLowerCase().includes(query.trim().toLowerCase()) ? { score: 5, marks: new Set<number>() } : null));
    if (found) matches.push({ offer, ...found });
    else if (beside && query.trim()) matches.push({ offer, score: beside.score - 10, marks: new Set() });
  }
  if (query.trim()) matches.sort((one, other) => other.score - one.score);
  const found = [...(direct ? [{ offer: direct, score: 999, marks: new Set<number>() }] : []), ...matches].slice(0, 40);
  shown = found.map((each) => each.offer);
  place.replaceChildren();
  let group = '';
  found.forEach(({ offer, marks }, index) => {
    if (!query.trim() && offer.group !== group) {
      group = offer.group;
      place.append(make('p', { class: 'group', role: 'presentation' }, group));
    }
    const end = make('span', { class: 'end' });
    if (query.trim() && !offer.hint) end.append(offer.group);
    if (offer.hint) end.append(offer.hint);
    for (const key of offer.keys.split(' ').filter(Boolean)) end.append(make('kbd', { class: 'key' }, key));
    const option = make('div', { role: 'option', id: `offer-${index}`, 'aria-selected': 'false' }, icon(offer.icon), marked(offer.label, marks), end);
    option.addEventListener('click', () => run(index));
    option.addEventListener('pointermove', () => {
      if (chosen !== index) choose(index);
    });
    place.append(option);
  });
  if (!found.length) place.append(make('p', { class: 'state', role: 'presentation' }, say('nothingFound')));
  choose(0);
}

function run(index: number): void {
  const offer = shown[index];
  if (!offer) return;
  dialog()?.close();
  offer.run();
}

export function openPalette(): void {
  const place = dialog();
  const field = input();
  if (!place || !field || find('dialog[open]')) return;
  offers = gather();
  field.value = '';
  place.showModal();
  draw();
  field.focus();
}

export function startPalette(): void {
  document.addEventListener('click', (event) => {
    if ((event.target as Element).closest('[data-palette-open]')) openPalette();
  });
  input()?.addEventListener('input', draw);
  input()?.addEventListener('keydown', (event) => {
    if (event.isComposing) return; // Enter ends a syllable first
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
    else if (event.key === 'Enter') run(chosen);
    else return;
    event.preventDefault();
  });
}
