// "3m", "2h", "4d": kept true while the page is open, and so is what is marked as a long wait.
import { all } from './dom';
import { say } from './labels';

const MINUTE = 60_000;
const DAY = 24 * 60;
// Minutes, as in doors/console/templatetags/console.py.
const LONG_WAIT = 4 * 60;
const VERY_LONG_WAIT = DAY;

export function tellAges(within: ParentNode = document): void {
  const now = Date.now();
  for (const time of all<HTMLTimeElement>('time[data-ago]', within)) {
    const minutes = Math.max(0, Math.floor((now - Date.parse(time.dateTime)) / MINUTE));
    const isWaiting = time.dataset.waiting !== undefined;
    if (Number.isNaN(minutes) || (minutes >= 7 * DAY && !isWaiting)) continue;
    const text =
      minutes < 1
        ? say('now')
        : minutes < 60
          ? say('minutes', minutes)
          : minutes < DAY
            ? say('hours', Math.floor(minutes / 60))
            : say('days', Math.floor(minutes / DAY));
    if (time.textContent !== text) time.textContent = text;
    if (!isWaiting) continue;
    time.parentElement?.classList.toggle('is-long', minutes >= LONG_WAIT && minutes < VERY_LONG_WAIT);
    time.parentElement?.classList.toggle('is-very-long', minutes >= VERY_LONG_WAIT);
  }
}

export function startAges(): void {
  window.setInterval(tellAges, MINUTE / 2);
}
