import { isOff } from '../../decide.ts'
import { RewindError } from '../../errors.ts'
import { currentScope } from '../../scope/active-scopes.ts'
import { nameFolder, TEST_COOKIE, TEST_HEADER } from '../../scope/inherit/named-scope-folder.ts'

/**
 * Gives the headers by which a request to a server in another process names the test that makes it: calls that the
 * server makes for it are on the test's cassette. The server is started with the preload `rewind/register`.
 *
 * @returns one header, whose value is opaque; none where the mode is `off`
 * @throws {RewindError} `REWIND_NO_SESSION` outside every test
 */
export function testHeaders(): Record<string, string> {
  const name = nameTest('testHeaders()')
  return name === undefined ? {} : { [TEST_HEADER]: name }
}

/**
 * Gives the cookie that does the same, for browsers.
 *
 * @returns its name and its value, which is opaque; an empty value where the mode is `off`
 * @throws {RewindError} `REWIND_NO_SESSION` outside every test
 */
export function testCookie(): { readonly name: string; readonly value: string } {
  return { name: TEST_COOKIE, value: nameTest('testCookie()') ?? '' }
}

function nameTest(caller: string): string | undefined {
  const scope = currentScope()
  if (scope === undefined) {
    throw new RewindError('REWIND_NO_SESSION', {
      summary: `${caller} was called outside a test or withCassette()`,
      remedy: `call ${caller} in the test that makes the request`,
    })
  }
  return isOff(scope.options().mode) ? undefined : nameFolder(scope.handOver())
}
