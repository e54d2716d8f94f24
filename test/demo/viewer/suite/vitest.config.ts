import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { setupFiles: ['rewind/vitest'], reporters: ['default', 'rewind/reporter'] },
})
