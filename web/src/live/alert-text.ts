/** What an alert says beyond its type, which stands beside it anyway. */
export function alertText({ type, sentence }: { type: string; sentence: string }): string {
  const title = `${type.replaceAll(/[._]/g, ' ')}: `;
  return sentence.startsWith(title) ? sentence.slice(title.length) : sentence;
}
