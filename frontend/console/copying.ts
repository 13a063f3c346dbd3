import { toast } from './toast';
import { say } from './labels';

async function write(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain HTTP on another machine: no clipboard for pages, the selection still works.
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'sr-only';
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}

/** Buttons with `data-copy` put that text on the clipboard. */
export function startCopying(): void {
  document.addEventListener('click', (event) => {
    const text = (event.target as Element).closest<HTMLElement>('[data-copy]')?.dataset.copy;
    if (text === undefined) return;
    const shown = text.length > 24 ? '••••' + text.slice(-4) : text;
    write(text).then(
      () => toast(say('copied', shown)),
      () => toast(say('failed', 'clipboard'), { isBad: true }),
    );
  });
}
