// What an agent has read: told to the server once a waiting ticket is really in front of somebody, and to the agent's other
// tabs. Tickets are fetched ahead, so asking for one is no sign that anybody looks at it.
import { all, find } from './dom';

const LOOKED_AT_FOR = 400; // walking past a ticket is not reading it

interface Reading {
  agent: string;
  ticket: string;
  upTo: number;
}

/** Up to which state each ticket was read, in this tab and the agent's others. */
const read = new Map<string, number>();
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('sangdam.readings') : null;
let timer = 0;

const agent = () => find('[data-workspace]')?.dataset.agent ?? '';

/** Rows that were drawn before their ticket was read are not unread any more. */
export function showRead(): void {
  for (const link of all('#rows a[data-unread]')) {
    const id = link.closest<HTMLElement>('[data-row]')?.dataset.row ?? '';
    if (Number(link.dataset.unread) > (read.get(id) ?? 0)) continue;
    delete link.dataset.unread;
    document.getElementById(`unread-${id}`)?.remove();
  }
}

function note(ticket: string, upTo: number): void {
  read.set(ticket, Math.max(upTo, read.get(ticket) ?? 0));
  showRead();
}

/** The open ticket was drawn, or the page came into sight: it is read when it stays there for a moment. */
export function noteLook(): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void tell(), LOOKED_AT_FOR);
}

async function tell(): Promise<void> {
  const { ticket = '', version = '', readUrl } = find('#ticket')?.dataset ?? {};
  const upTo = Number(version);
  if (!readUrl || document.visibilityState !== 'visible' || (read.get(ticket) ?? 0) >= upTo) return;
  note(ticket, upTo);
  const token = find<HTMLInputElement>('[name=csrfmiddlewaretoken]')?.value ?? '';
  try {
    const response = await fetch(readUrl, {
      method: 'POST',
      body: new URLSearchParams({ seen: version, csrfmiddlewaretoken: token }),
      credentials: 'same-origin',
      keepalive: true, // leaving the page takes nothing back
    });
    if (!response.ok) throw new Error(String(response.status));
    tabs?.postMessage({ agent: agent(), ticket, upTo } satisfies Reading);
  } catch {
    read.delete(ticket); // told when the ticket is looked at again
  }
}

export function startReadings(): void {
  document.addEventListener('visibilitychange', noteLook);
  tabs?.addEventListener('message', ({ data }: MessageEvent<Reading>) => {
    if (data.agent === agent()) note(data.ticket, data.upTo);
  });
  noteLook();
}
