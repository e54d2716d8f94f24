import { expect, test } from 'vitest'

import { createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { chatTurn } from '../helpers/samples/page-calls.ts'

/** Two folders of the same tests: their system prompt has changed, and the answer of one of them. */
function projectOfTwoFolders(tests: readonly string[]): RecordedProject {
  const project = createRecordedProject()
  for (const [folder, length] of Object.entries({ old: 'three', new: 'two' })) {
    for (const name of tests) {
      const system = { role: 'system', content: `Answer in at most ${length} sentences.` }
      const text = folder === 'new' && name === 'asks for 0' ? 'Thirty days.' : 'Fourteen days.'
      project.record(`${folder}/shop.test.ts/${name}.yaml`, name, [
        chatTurn([system, { role: 'user', content: `How long, ${name}?` }], { content: text }),
      ])
    }
  }
  return project
}

const FOUR = ['asks for 0', 'asks for 1', 'asks for 2', 'asks for 3']

test('what several cassettes have in common is shown once, and those where nothing else changed by folder', async () => {
  await using project = projectOfTwoFolders(FOUR)
  const { stdout } = await project.rewind('diff', 'old', 'new')
  expect(stdout).toBe(`A  request $.messages[0].content  the same in 4 calls of 4 cassettes
      Answer in at most [-three-]{+two+} sentences.

asks for 0
shop.test.ts/asks for 0.yaml
  #1 changed  gpt-4o-mini · 1,000 + 200 tokens · $0.0003
    request $.messages[0].content  as in A above
    answer text
      [-Fourteen-]{+Thirty+} days.

nothing but A changed in 3 cassettes · 3 calls · $0.0008
  shop.test.ts  3

4 cassettes · 4 calls changed · $0.0011
`)
})

test('a change of two cassettes is shown with each', async () => {
  await using project = projectOfTwoFolders(FOUR.slice(0, 2))
  const { stdout } = await project.rewind('diff', 'old', 'new')
  expect(stdout).not.toContain('the same in')
  expect(stdout.match(/\[-three-\]\{\+two\+\}/g)).toHaveLength(2)
})

test('a comment has it once too, folds a long table of cost, and fits, whatever changed', async () => {
  const long = 'a name of a test that says a lot '.repeat(5)
  await using project = projectOfTwoFolders(
    Array.from({ length: 300 }, (_unused, index) => `asks for ${index} ${long}`),
  )
  const { stdout } = await project.rewind('diff', 'old', 'new', '--markdown')
  expect(stdout.match(/<del>three<\/del><ins>two<\/ins>/g)).toHaveLength(1)
  expect(stdout).toContain('<details><summary>Cost: $0.0810</summary>\n\n| test |')
  expect(stdout).toMatch(/\| \d+ more tests \| \| \| \|/)
  expect(stdout).toContain('<summary>nothing but A changed in 300 tests</summary>\n\n| cassettes in | tests |')
  expect(stdout).toContain('| shop.test.ts | 300 |')
  expect(stdout.length).toBeLessThan(20_000)
})

test('a comment folds each test that changed in another way too', async () => {
  await using project = projectOfTwoFolders(FOUR)
  const { stdout } = await project.rewind('diff', 'old', 'new', '--markdown')
  expect(stdout).toContain('<summary>nothing but A changed in 3 tests</summary>')
  expect(stdout).toContain('<summary>asks for 0 <sub>')
  expect(stdout).toContain('<p>request <code>$.messages[0].content</code> as in A</p>')
})
