import { createFixtures } from './runners/playwright/fixtures.ts'

/**
 * Fixtures for Playwright's `test.extend()`: the calls that a server makes for the pages of a test are on the test's
 * cassette. The server is started with the preload `rewind/register`. Tests use none of them by name, so that their
 * types add nothing to those of Playwright.
 */
export const rewind: object = createFixtures()
