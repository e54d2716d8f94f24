/** What some shell reads as more than itself within double quotes: sh, PowerShell or cmd. */
const HARD = /["$`\\%!\p{Cc}]/u

/** Says whether a word within double quotes is the same in every shell. */
export function isQuotable(word: string): boolean {
  return !HARD.test(word)
}

/**
 * Spells a word for a command line that is pasted into a shell.
 *
 * @param platform - where no quotes are the same in every shell, that of sh is meant, on Windows that of PowerShell
 */
export function quoteWord(word: string, platform: NodeJS.Platform = process.platform): string {
  // PowerShell takes a word with `@` before it for an array, and cuts a flag at its first dot or colon; zsh takes `~`
  // for a user.
  if (/^[\w./][\w./:=@-]*$|^-[\w/=@-]*$/.test(word)) return word
  if (isQuotable(word)) return `"${word}"`
  if (platform !== 'win32') return `'${word.replaceAll("'", `'\\''`)}'`
  // A backslash is nothing special there, but before a quote.
  return /["$`%!\p{Cc}]|\\$/u.test(word) ? `'${word.replaceAll("'", "''")}'` : `"${word}"`
}
