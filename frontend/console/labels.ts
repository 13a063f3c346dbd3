// The page hands us its labels in the member's language (doors/console/labels.py); `{}` is where a value goes. A text that
// counts has a form for each way of the language to count, and its first value is the number.
const labels: Record<string, string | Record<string, string>> = JSON.parse(document.getElementById('labels')?.textContent ?? '{}');
const rules = new Intl.PluralRules(document.documentElement.lang || 'ko');

export function say(key: string, ...values: (string | number)[]): string {
  const found = labels[key] ?? key;
  const text = typeof found === 'string' ? found : (found[rules.select(Number(values[0]))] ?? found.other ?? key);
  let index = 0;
  return text.replace(/\{\}/g, () => String(values[index++] ?? ''));
}
