import { useEffect, useState } from 'preact/hooks'

import { messageOf } from '../../../errors.ts'

/** What is loaded: not there yet, there, or failed. */
export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'loaded'; readonly value: Value }
  | { readonly state: 'failed'; readonly message: string }

/** Loads something by its name, and again when the name changes. */
export function useLoaded<Value>(name: string, load: (name: string) => Promise<Value>): Loaded<Value> {
  const [loaded, setLoaded] = useState<Loaded<Value> & { readonly name: string }>({ state: 'loading', name })
  useEffect(() => {
    let isCurrent = true
    const set = (value: Loaded<Value>): void => {
      if (isCurrent) setLoaded({ ...value, name })
    }
    load(name).then(
      (value) => set({ state: 'loaded', value }),
      (error: unknown) => set({ state: 'failed', message: messageOf(error) }),
    )
    return () => {
      isCurrent = false
    }
  }, [name, load])
  return loaded.name === name ? loaded : { state: 'loading' }
}
