import { useState } from 'preact/hooks'

/** A text that stays when the page is loaded again; where the browser keeps nothing, until then. */
export function useStorage(name: string, initial: string): readonly [value: string, set: (value: string) => void] {
  const [value, setValue] = useState(() => read(name) ?? initial)
  const set = (next: string): void => {
    setValue(next)
    write(name, next)
  }
  return [value, set]
}

function read(name: string): string | undefined {
  try {
    return sessionStorage.getItem(`rewind ${name}`) ?? undefined
  } catch {
    // A page from the disk may be refused.
    return undefined
  }
}

function write(name: string, value: string): void {
  try {
    sessionStorage.setItem(`rewind ${name}`, value)
  } catch {
    // As above.
  }
}
