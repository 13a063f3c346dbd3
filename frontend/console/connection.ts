// Whether the page is connected, and the truth about it within 12 seconds: a stream of the live process that gives a sign
// of life every few seconds; when it is silent, the web server is asked and answers for itself.
import { all, find } from './dom';
import { SignedOut, Troubled } from './requests';
import { say } from './labels';

export type State = 'connecting' | 'live' | 'polling' | 'offline' | 'troubled' | 'signedOut';

const NOT_LIVE_AFTER = 3000; // a short hiccup needs no words
const ASK_EVERY = 4000;
const ASK_FOR = 5000;
const SILENT_FOR = 9500; // a sign of life comes every 6 s at most (foundation/live/frames.py)
const OPEN_WITHIN = 12_000; // while it is connecting that long, the page has said so already
const RECONNECT = [500, 1000, 2000, 4000]; // the last one so short that "live" is true again within 12 s, too

export interface Ends {
  /** The live process; empty when there is none to listen to. */
  streamUrl: string;
  /** From where on to tell; empty: from now. */
  cursor: string;
  /** Ask the web server for what happened, or only whether it is there. Throws when it is not. */
  ask: (deadline: AbortSignal) => Promise<void>;
  /** Something happened. */
  hear?: (data: string) => void;
  /** What happened cannot be told one by one any more. */
  startOver?: () => void;
  /** Whether a hidden page lets go of its stream: a browser has few of them. */
  restsWhenHidden: boolean;
}

export class Connection {
  cursor: string;
  private source: EventSource | null = null;
  private attempts = 0;
  private isLive = false;
  private isOver = false;
  private isAsking = false;
  private lastSign = Date.now();
  private notLiveTimer = 0;
  private askTimer = 0;
  private reconnectTimer = 0;

  constructor(private readonly ends: Ends) {
    this.cursor = ends.cursor;
  }

  start(): void {
    show('connecting');
    this.hurry();
    window.setInterval(() => this.check(), 1000);
    window.addEventListener('online', () => this.hurry());
    // The device believes so; it may be wrong about a server of its own network, so the server is asked.
    window.addEventListener('offline', () => {
      this.lost();
      void this.ask();
    });
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.hurry();
      else if (this.ends.restsWhenHidden) this.rest();
    });
    window.addEventListener('pagehide', () => this.disconnect());
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) this.hurry();
    });
  }

  /** Listen again, from the cursor on. */
  reconnect(): void {
    if (this.source) this.connect();
  }

  private connect(): void {
    this.disconnect();
    this.lastSign = Date.now();
    if (!this.ends.streamUrl) return;
    const after = this.cursor ? `?after=${encodeURIComponent(this.cursor)}` : '';
    const source = new EventSource(`${this.ends.streamUrl}${after}`, { withCredentials: true });
    this.source = source;
    for (const kind of ['ticket', 'delivery']) {
      source.addEventListener(kind, (event) => {
        const { lastEventId, data } = event as MessageEvent<string>;
        this.sign(lastEventId);
        this.live();
        this.ends.hear?.(data);
      });
    }
    source.addEventListener('reload', () => this.ends.startOver?.());
    source.addEventListener('heartbeat', (event) => {
      const { lastEventId, data } = event as MessageEvent<string>;
      const sign = JSON.parse(data) as { cursor: string; is_live: boolean };
      this.sign(lastEventId || sign.cursor);
      if (sign.is_live) this.live();
      else this.dead();
    });
    source.onerror = () => {
      const isRefused = source.readyState === EventSource.CLOSED;
      this.lost();
      if (isRefused) void this.ask(); // an answer without a stream: the web server knows why
    };
  }

  private disconnect(): void {
    this.source?.close();
    this.source = null;
    window.clearTimeout(this.reconnectTimer);
  }

  private rest(): void {
    this.disconnect();
    this.isLive = false;
    this.expectNothing();
    show('connecting');
  }

  private get isResting(): boolean {
    return document.hidden && this.ends.restsWhenHidden;
  }

  private check(): void {
    if (!this.source) return;
    const silence = Date.now() - this.lastSign;
    if (this.source.readyState === EventSource.OPEN ? silence <= SILENT_FOR : silence <= OPEN_WITHIN) return;
    // The silence was the hiccup already.
    this.lost();
    this.expectNothing();
    show('polling');
    void this.ask();
  }

  private sign(cursor: string): void {
    this.lastSign = Date.now();
    if (cursor) this.cursor = cursor;
  }

  private live(): void {
    this.attempts = 0;
    this.isLive = true;
    this.expectNothing();
    show('live');
  }

  /** The line is there, but the live process itself hears nothing. */
  private dead(): void {
    this.isLive = false;
    this.expectLife();
  }

  private lost(): void {
    this.disconnect();
    this.isLive = false;
    if (this.isOver || this.isResting) return;
    const pause = RECONNECT[Math.min(this.attempts++, RECONNECT.length - 1)] ?? 4000;
    this.reconnectTimer = window.setTimeout(() => this.connect(), pause * (0.75 + Math.random() / 2));
    this.expectLife();
  }

  private hurry(): void {
    if (this.isOver || this.isResting || (this.isLive && Date.now() - this.lastSign < SILENT_FOR)) return;
    this.attempts = 0;
    this.connect();
    this.expectLife();
    if (!this.ends.streamUrl) void this.ask();
  }

  /** Unless a sign of life comes soon, say that the page is not live, and ask. */
  private expectLife(): void {
    if (this.notLiveTimer || this.askTimer || this.isAsking) return;
    this.notLiveTimer = window.setTimeout(() => {
      this.notLiveTimer = 0;
      if (this.ends.streamUrl) show('polling');
      void this.ask();
    }, NOT_LIVE_AFTER);
  }

  private expectNothing(): void {
    window.clearTimeout(this.notLiveTimer);
    window.clearTimeout(this.askTimer);
    this.notLiveTimer = this.askTimer = 0;
  }

  private async ask(): Promise<void> {
    if (this.isAsking || this.isOver) return;
    this.isAsking = true;
    this.expectNothing();
    let answered: State = this.ends.streamUrl ? 'polling' : 'live';
    try {
      await this.ends.ask(AbortSignal.timeout(ASK_FOR));
    } catch (fault) {
      const isSlow = fault instanceof DOMException && fault.name === 'TimeoutError';
      answered = fault instanceof SignedOut ? 'signedOut' : fault instanceof Troubled || isSlow ? 'troubled' : 'offline';
    }
    this.isAsking = false;
    if (this.isLive || this.isResting) return;
    if (answered === 'signedOut') {
      this.isOver = true;
      this.disconnect();
    } else if (answered === 'polling' && shown() === 'live') {
      this.expectLife(); // the device said "offline", the server answers: the stream may be back before it is worth a word
      return;
    } else this.askTimer = window.setTimeout(() => void this.ask(), ASK_EVERY);
    show(answered);
  }
}

const shown = () => find('#live-state')?.dataset.state;

function show(state: State): void {
  for (const place of all('[data-connection-state]')) {
    if (place.dataset.state === state) continue;
    place.dataset.state = state;
    place.replaceChildren(say(state === 'live' && !find('[data-workspace]') ? 'connected' : state));
  }
  for (const banner of all('[data-banner]')) banner.hidden = banner.dataset.banner !== state;
}

/** Ask only whether the web server is there and knows us. */
async function askForAnswer(url: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin', signal });
  if (response.status === 401) throw new SignedOut();
  if (!response.ok) throw new Troubled(String(response.status));
}

/** A page without a list hears nothing of what happens, but it says whether it is connected. */
export function startConnection(): void {
  const place = find('[data-check-url]');
  if (!place || find('[data-workspace]')) return;
  const { streamUrl = '', checkUrl = '' } = place.dataset;
  new Connection({ streamUrl, cursor: '', ask: (signal) => askForAnswer(checkUrl, signal), restsWhenHidden: true }).start();
}
