// The page hands us its words in the member's language (doors/console/words.py); `{}` is where a value goes.
const words: Record<string, string> = JSON.parse(document.getElementById('words')?.textContent ?? '{}');

export function say(key: string, ...values: (string | number)[]): string {
  let index = 0;
  return (words[key] ?? key).replace(/\{\}/g, () => String(values[index++] ?? ''));
}
