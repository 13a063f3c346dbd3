// "3m", "2h", "4d": kept true while the page is open.
import { all } from './dom';
import { say } from './words';

const MINUTE = 60_000;

export function tellAges(within: ParentNode = document): void {
  const now = Date.now();
  for (const time of all<HTMLTimeElement>('time[data-ago]', within)) {
    const minutes = Math.max(0, Math.floor((now - Date.parse(time.dateTime)) / MINUTE));
    if (Number.isNaN(minutes) || minutes >= 7 * 24 * 60) continue;
    const text =
      minutes < 1
        ? say('now')
        : minutes < 60
          ? say('minutes', minutes)
          : minutes < 24 * 60
            ? say('hours', Math.floor(minutes / 60))
            : say('days', Math.floor(minutes / (24 * 60)));
    if (time.textContent !== text) time.textContent = text;
  }
}

export function startAges(): void {
  window.setInterval(tellAges, MINUTE / 2);
}
