// How htmx behaves here: every target explicit, nothing inherited, nothing evaluated, no page kept in the browser's storage.
import htmx from 'htmx.org';
import { all, find } from './dom';
import { tellWhereDone } from './telling';
import { say } from './labels';

export function configureRequests(): void {
  Object.assign(htmx.config, {
    disableInheritance: true,
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    historyEnabled: false,
    historyCacheSize: 0,
    selfRequestsOnly: true,
    scrollBehavior: 'auto',
    defaultFocusScroll: false,
    // What is drawn works at once: htmx would take up its buttons 20 ms later, and a press in between posts a page.
    defaultSettleDelay: 0,
    timeout: 30_000,
  });
  // A refused action comes back with the whole pane and its explanation: it is shown like a success.
  htmx.config.responseHandling = [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '409|422', swap: true, error: false },
    { code: '...', swap: false, error: true },
  ];
}

interface RequestDetail {
  elt: Element;
  xhr: XMLHttpRequest;
  requestConfig: { verb: string; path: string };
}

const detailOf = (event: Event) => (event as CustomEvent<RequestDetail>).detail;

/** Actions whose outcome is not known yet: what each form looked like before, to be given back to it. */
const underWay = new Map<XMLHttpRequest, () => void>();

/** Whether an action is under way: what is typed meanwhile is no command. */
export const isUnderWay = () => underWay.size > 0;

function hold(xhr: XMLHttpRequest, elt: Element, sent: HTMLFormElement): void {
  const pressed = elt instanceof HTMLButtonElement ? elt : find('button:not([type=button])', sent);
  // The composer's fields stay open: what is written while a text goes out belongs to the next one.
  const fields = sent.matches('[data-compose]') ? [] : all<HTMLTextAreaElement>('textarea:not([readonly])', sent);
  sent.dataset.sending = '';
  pressed?.setAttribute('aria-busy', 'true');
  for (const field of fields) field.readOnly = true;
  underWay.set(xhr, () => {
    delete sent.dataset.sending;
    pressed?.removeAttribute('aria-busy');
    for (const field of fields) field.readOnly = false;
  });
}

function tellFault(elt: Element, xhr: XMLHttpRequest): void {
  if (xhr.getResponseHeader('HX-Redirect') || xhr.getResponseHeader('HX-Refresh')) return; // the page goes away
  const text = xhr.status === 404 ? say('gone') : xhr.status === 503 ? say('notNow') : say('failed', xhr.status);
  tellWhereDone(elt, text, { isBad: true });
}

export function startRequests(): void {
  document.addEventListener('htmx:beforeRequest', (event) => {
    const { elt, xhr, requestConfig } = detailOf(event);
    const sent = elt.closest('form');
    if (sent?.dataset.sending !== undefined) {
      event.preventDefault(); // pressed twice
      return;
    }
    document.body.classList.add('is-loading');
    if (sent) hold(xhr, elt, sent);
    // htmx tells of the end where the button was: when a change drew that anew meanwhile, nobody would hear it.
    xhr.addEventListener('loadend', () => {
      document.body.classList.remove('is-loading');
      underWay.get(xhr)?.();
      underWay.delete(xhr);
      document.dispatchEvent(new CustomEvent('sangdam:settled', { detail: { path: requestConfig.path } }));
      if (elt.isConnected) return;
      if (!xhr.status) tellWhereDone(elt, say('unreachable'), { isBad: true });
      else if (xhr.status >= 400 && ![409, 422].includes(xhr.status)) tellFault(elt, xhr);
    });
  });
  document.addEventListener('htmx:responseError', (event) => tellFault(detailOf(event).elt, detailOf(event).xhr));
  for (const fault of ['htmx:sendError', 'htmx:timeout']) {
    document.addEventListener(fault, (event) => tellWhereDone(detailOf(event).elt, say('unreachable'), { isBad: true }));
  }
  document.addEventListener('sangdam:said', (event) => {
    const done = event.target instanceof Element ? event.target : null;
    tellWhereDone(done, (event as CustomEvent<{ text: string }>).detail.text);
  });
  // htmx sends the forms that it may: one that gets here was not taken up yet, and its page would be gone with its words.
  document.addEventListener('submit', (event) => {
    const pressed = (event as SubmitEvent).submitter ?? (event.target as HTMLFormElement);
    const ours = pressed.hasAttribute('hx-post') ? pressed : (event.target as Element).closest<HTMLElement>('[hx-post]');
    if (event.defaultPrevented || !ours) return;
    event.preventDefault();
    htmx.process(ours);
    if (ours instanceof HTMLFormElement) ours.requestSubmit();
    else ours.click();
  });
  // Forms without htmx: once is enough.
  document.addEventListener('submit', (event) => {
    const sent = event.target as HTMLFormElement;
    if (!sent.matches('[data-once]')) return;
    if (sent.dataset.sending !== undefined) event.preventDefault();
    sent.dataset.sending = '';
    find('button:not([type=button])', sent)?.setAttribute('aria-busy', 'true');
  });
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    all<HTMLElement>('[data-sending]').forEach((sent) => delete sent.dataset.sending);
    all('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
  });
}

export class Gone extends Error {}
export class SignedOut extends Error {}
/** The server answered, with a fault of its own. */
export class Troubled extends Error {}

/** Ask our server for a part of a page. */
export async function fetchPart(url: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(url, {
    headers: { 'HX-Request': 'true', 'HX-Current-URL': location.href },
    credentials: 'same-origin',
    ...(signal ? { signal } : {}),
  });
  leaveIfSignedOut(response);
  if (response.status === 404) throw new Gone();
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
}

export async function fetchJson<T>(url: string, signal?: AbortSignal): Promise<{ status: number; body: T }> {
  const response = await fetch(url, {
    headers: { Accept: 'application/json' },
    credentials: 'same-origin',
    ...(signal ? { signal } : {}),
  });
  leaveIfSignedOut(response);
  if (response.status === 404) {
    // These addresses are there for every agent of the service: whoever is none any more reads so on the page itself.
    location.reload();
    throw new SignedOut();
  }
  if (!response.ok && response.status !== 410) throw new Troubled(String(response.status));
  return { status: response.status, body: (await response.json()) as T };
}

function leaveIfSignedOut(response: Response): void {
  if (response.status !== 401) return;
  location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname)}`);
  throw new SignedOut();
}
