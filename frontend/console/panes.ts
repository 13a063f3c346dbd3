// The parts of a screen: F6 walks through them, the details come over the history where they have no room beside it, and
// a long subject is shown whole when asked.
import { find, isTyping } from './dom';
import { chooseTab } from './workspace';

const isSeen = (element: Element | null): element is HTMLElement => element instanceof HTMLElement && element.checkVisibility({ visibilityProperty: true });

// --- F6 -----------------------------------------------------------------------------------------------------------------

/** Each part that is on the screen, with what takes the focus in it: where somebody would go on working. */
function parts(): { part: HTMLElement; target: HTMLElement }[] {
  const wanted: [string, string[]][] = [
    ['#side', ['[aria-current="page"]', '.nav-item', 'button']],
    ['.list-pane', ['.row > a[aria-current="true"]', '.row > a', '#list-title']],
    ['.detail-pane .talk, .detail-pane .mail, .detail-pane > .state', ['#ticket-title', '#talk-scroll']],
    ['#ticket-aside', []],
    ['.page', []],
  ];
  return wanted.flatMap(([selector, targets]) => {
    const part = find(selector);
    if (!isSeen(part)) return [];
    const within = part.matches('.talk') ? (part.closest('.ticket') ?? part) : part;
    const target = targets.map((each) => find(each, within)).find(isSeen) ?? part;
    return [{ part, target }];
  });
}

function walkParts(step: 1 | -1): boolean {
  const there = parts();
  if (there.length < 2) return false;
  const active = document.activeElement;
  const head = active?.closest('#ticket-head') ? there.findIndex(({ target }) => target.id === 'ticket-title') : -1;
  const now = head >= 0 ? head : there.findIndex(({ part }) => part.contains(active));
  const next = there[now < 0 ? (step > 0 ? 0 : there.length - 1) : (now + step + there.length) % there.length];
  if (!next) return false;
  if (next.target.tabIndex < 0 && !next.target.hasAttribute('tabindex')) next.target.tabIndex = -1;
  next.target.focus({ preventScroll: false });
  return true;
}

// --- details --------------------------------------------------------------------------------------------------------------

const opener = () => find<HTMLButtonElement>('[data-details-open]');
const details = () => find('#ticket-aside');
const areOver = () => find('#ticket')?.dataset.details !== undefined && isSeen(find('[data-details-close]'));

function openDetails(): void {
  const tab = find('#tab-info');
  if (isSeen(tab)) {
    chooseTab('info', true);
    return;
  }
  const ticket = find('#ticket');
  if (isSeen(opener()) && ticket) {
    if (areOver()) {
      closeDetails();
      return;
    }
    ticket.dataset.details = '';
    opener()?.setAttribute('aria-expanded', 'true');
  }
  details()?.focus();
}

function closeDetails(): void {
  const hadFocus = details()?.contains(document.activeElement);
  delete find('#ticket')?.dataset.details;
  opener()?.setAttribute('aria-expanded', 'false');
  if (hadFocus) opener()?.focus();
}

// --- the subject --------------------------------------------------------------------------------------------------------

/** Offer the whole subject where the head cuts it; what was chosen stays when the head is drawn anew. */
export function fitTitle(): void {
  const title = find('#ticket-title');
  const button = find<HTMLButtonElement>('[data-title-more]');
  const ticket = find('#ticket');
  if (!title || !button || !ticket) return;
  const isWhole = ticket.dataset.title === 'whole';
  button.setAttribute('aria-expanded', String(isWhole));
  button.hidden = !isWhole && title.scrollHeight <= title.clientHeight + 1;
}

export function startPanes(): void {
  document.addEventListener('click', (event) => {
    const target = event.target as Element;
    if (target.closest('[data-details-open]')) openDetails();
    if (target.closest('[data-details-close]')) closeDetails();
    const ticket = find('#ticket');
    if (target.closest('[data-title-more]') && ticket) {
      if (ticket.dataset.title === 'whole') delete ticket.dataset.title;
      else ticket.dataset.title = 'whole';
      fitTitle();
    }
  });
  // Before the other keys: Escape closes what lies on top first.
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape' && areOver() && !isTyping(event.target) && !find('dialog[open], [popover]:not(#toasts):popover-open')) {
        closeDetails();
        event.preventDefault();
        event.stopPropagation();
      }
      if (event.key !== 'F6' || event.ctrlKey || event.metaKey || event.altKey || find('dialog[open]')) return;
      if (walkParts(event.shiftKey ? -1 : 1)) event.preventDefault();
    },
    true,
  );
  // The head is drawn with the ticket, anew with its changes, and narrower with the window.
  const place = find('#detail');
  if (!place) return;
  new MutationObserver(fitTitle).observe(place, { childList: true, subtree: true });
  new ResizeObserver(fitTitle).observe(place);
  fitTitle();
}
