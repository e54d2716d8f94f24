import { useEffect } from 'preact/hooks'

import { useStorage } from '../use-storage.ts'

const NEXT: Readonly<Record<string, string>> = { auto: 'light', light: 'dark', dark: 'auto' }
const SIGNS: Readonly<Record<string, string>> = { auto: '◐', light: '○', dark: '●' }

/** Goes from the colours of the system to light, to dark. */
export function ThemeButton() {
  const [theme, setTheme] = useStorage('theme', 'auto')
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  return (
    <button
      type="button"
      class="theme"
      aria-label={`Colours: ${theme}`}
      title={`Colours: ${theme}`}
      onClick={() => setTheme(NEXT[theme] ?? 'auto')}
    >
      {SIGNS[theme] ?? '◐'}
    </button>
  )
}
