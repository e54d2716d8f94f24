import { useEffect, useState } from 'preact/hooks'

import { diffWords, type Words } from '../../../difference/word-diff.ts'

/** Compares two texts by words. Undefined while it is at it. */
export function useWords(before: string, after: string, around: number): readonly Words[] | undefined {
  const [words, setWords] = useState<readonly Words[]>()
  useEffect(() => {
    let isCurrent = true
    const compare = async (): Promise<void> => {
      const found = await diffWords(before, after, around)
      if (isCurrent) setWords(found)
    }
    void compare()
    return () => {
      isCurrent = false
    }
  }, [before, after, around])
  return words
}
