import { request } from 'node:http'

import { expect, onTestFinished, test } from 'vitest'

import { servePage, type ServedPage } from '../../src/view/serve/serve-page.ts'

async function serve(page = () => '<!doctype html>'): Promise<ServedPage> {
  const served = await servePage({
    page,
    data: (name) => (name === 'detail-1' ? Buffer.from([1, 2, 3]) : undefined),
  })
  onTestFinished(() => served[Symbol.asyncDispose]())
  return served
}

interface Answered {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Buffer
}

function get(url: string, more: { readonly host?: string; readonly method?: string } = {}): Promise<Answered> {
  const { host, method = 'GET' } = more
  return new Promise((resolve, reject) => {
    request(url, { method, ...(host === undefined ? {} : { headers: { host } }) }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.once('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) }),
      )
    })
      .once('error', reject)
      .end()
  })
}

test('the page and its data are given under an address with a token, and kept nowhere', async () => {
  const { url } = await serve()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/u)
  const page = await get(url)
  expect(page).toMatchObject({
    status: 200,
    headers: {
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  })
  expect((await get(`${url}data/detail-1`)).body).toEqual(Buffer.from([1, 2, 3]))
  expect((await get(`${url}data/detail-2`)).status).toBe(404)
  expect((await get(`${url}../../etc/passwd`)).status).toBe(403)
})

test('a request without the token, under another host name, or that would change something, gets nothing', async () => {
  const { url } = await serve(() => 'what was recorded')
  const { origin, host, pathname, port } = new URL(url)
  const refused = await Promise.all([
    get(origin),
    get(`${origin}/data/detail-1`),
    get(`${origin}/${'0'.repeat(32)}/`),
    get(url.slice(0, -2)),
    get(url, { host: 'evil.example' }),
    get(url, { host: `evil.example:${port}` }),
    get(`${url}data/detail-1`, { host: '127.0.0.1' }),
  ])
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 403])
  expect(refused.filter(({ body }) => body.includes('recorded') || body.includes(1))).toEqual([])
  expect((await get(url, { method: 'POST' })).status).toBe(405)
  expect((await get(`http://localhost:${port}${pathname}`, { host: `localhost:${port}` })).status).toBe(200)
  expect((await get(url, { host })).status).toBe(200)
})

test('it listens on this machine alone', async () => {
  const { url } = await serve()
  const { port } = new URL(url)
  await expect(get(`http://127.0.0.2:${port}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a page that cannot be made says why, and the next one is made again', async () => {
  let isBroken = true
  const { url } = await serve(() => {
    if (isBroken) throw new Error('half of it is written')
    return 'whole'
  })
  expect(await get(url)).toMatchObject({ status: 500, body: Buffer.from('half of it is written\n') })
  isBroken = false
  expect(await get(url)).toMatchObject({ status: 200, body: Buffer.from('whole') })
})

test('a change is announced to every page that is open', async () => {
  const served = await serve()
  const heard = new Promise<string>((resolve, reject) => {
    request(`${served.url}changes`, (response) => {
      let text = ''
      response.on('data', (piece: Buffer) => {
        // The first piece says that it listens.
        if (text === '') served.announceChange()
        text += piece.toString()
        if (text.includes('event: change')) resolve(text)
      })
      response.once('error', () => {})
    })
      .once('error', reject)
      .end()
  })
  expect(await heard).toContain('event: change\ndata: \n\n')
})
