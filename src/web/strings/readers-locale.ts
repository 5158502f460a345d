/**
 * How the reader writes days and numbers, in the language of these texts: en-GB or en-IN where their browser is set to it.
 *
 * @param language of the texts, such as 'en'
 */
export function readersLocale(language: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
}
