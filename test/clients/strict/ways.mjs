import net from 'node:net'
import tls from 'node:tls'

import axios from 'axios'
import got from 'got'
import { HttpProxyAgent } from 'http-proxy-agent'
import { HttpsProxyAgent } from 'https-proxy-agent'
import createHttpsProxyAgent5 from 'https-proxy-agent-5'
import { HttpsProxyAgent as HttpsProxyAgent7 } from 'https-proxy-agent-7'
import nodeFetch from 'node-fetch'
import { SocksProxyAgent } from 'socks-proxy-agent'
import * as undici from 'undici'
import { WebSocket as WsSocket } from 'ws'

import { BY_HAND } from './by-hand.mjs'
import {
  HOST,
  PATH,
  URL_OF_CALL,
  ADDRESS,
  ports,
  proxy,
  secureProxy,
  socks,
  bodyOf,
  json,
  init,
  viaFetch,
  contentOf,
  viaNode,
  viaOpenAI,
  viaGlobalDispatcher,
  viaHttp2,
  viaSocket,
  headOf,
  openTunnel,
  openTunnelByHand,
  openSocksByHand,
  secured,
  openWebSocket,
  viaGrpc,
  unframed,
} from './senders.mjs'

/**
 * The ways to an LLM host, by the clients that take them. `replayed`: recorded, and answered in strict without a
 * connection. `refused`: fails with an error of rewind before anything is sent, in every mode but off.
 */
export const WAYS = [
  { way: 'by name', client: 'fetch', is: 'replayed', ask: viaFetch() },
  { way: 'by name', client: 'openai', is: 'replayed', ask: viaOpenAI() },
  { way: 'by name', client: 'undici.fetch', is: 'replayed', ask: viaFetch(undefined, undici.fetch) },
  { way: 'by name', client: 'node:https', is: 'replayed', ask: viaNode() },
  { way: 'by name', client: 'node:http', is: 'replayed', ask: viaNode({}, `http://${HOST}${PATH}`) },
  {
    way: 'by name',
    client: 'axios',
    is: 'replayed',
    ask: async (prompt) =>
      (await axios.post(URL_OF_CALL, bodyOf(prompt), { headers: json })).data.choices[0].message.content,
  },
  { way: 'by name', client: 'node:http2', is: 'replayed', ask: viaHttp2(`https://${HOST}`) },
  { way: 'by name', client: 'node:http2 without TLS', is: 'replayed', ask: viaHttp2(`http://${HOST}:8080`) },
  {
    way: 'by name',
    client: 'node:http2 over a socket that is open',
    is: 'replayed',
    ask: viaHttp2(`https://${HOST}`, async () => {
      const socket = await secured({ host: HOST, port: 443, servername: HOST, ALPNProtocols: ['h2', 'http/1.1'] })
      return { createConnection: () => socket }
    }),
  },
  {
    way: 'by name',
    client: 'node:tls',
    is: 'replayed',
    ask: viaSocket(() => tls.connect({ host: HOST, port: 443, servername: HOST }), headOf()),
  },
  { way: 'by name', client: 'node:net', is: 'replayed', ask: viaSocket(() => net.connect(80, HOST), headOf()) },
  {
    way: 'by name',
    client: 'ws',
    is: 'replayed',
    ask: openWebSocket((prompt) => new WsSocket(`wss://${HOST}/v1/realtime?model=${prompt}`)),
  },
  {
    way: 'by name',
    client: 'WebSocket',
    is: 'replayed',
    ask: openWebSocket((prompt) => new WebSocket(`wss://${HOST}/v1/realtime?model=${prompt}`)),
  },
  {
    way: 'by name',
    client: 'WebSocket of undici',
    is: 'replayed',
    ask: openWebSocket((prompt) => new undici.WebSocket(`wss://${HOST}/v1/realtime?model=${prompt}`)),
  },
  {
    way: 'by name',
    client: 'ws over a socket that is open',
    is: 'replayed',
    ask: async (prompt) => {
      const socket = await secured({ host: HOST, port: 443, servername: HOST })
      const createConnection = () => socket
      return openWebSocket(() => new WsSocket(`wss://${HOST}/v1/realtime?model=${prompt}`, { createConnection }))(
        prompt,
      )
    },
  },

  { way: 'proxy of the environment', client: 'fetch', is: 'replayed', ask: viaFetch(), isOfEnvironment: true },
  { way: 'proxy of the environment', client: 'node:https', is: 'replayed', ask: viaNode(), isOfEnvironment: true },
  { way: 'proxy of the environment', client: 'openai', is: 'replayed', ask: viaOpenAI(), isOfEnvironment: true },

  {
    way: 'CONNECT',
    client: 'fetch, ProxyAgent',
    is: 'replayed',
    ask: (prompt) => viaFetch(new undici.ProxyAgent(proxy), undici.fetch)(prompt),
  },
  {
    way: 'CONNECT',
    client: 'fetch, EnvHttpProxyAgent',
    is: 'replayed',
    ask: (prompt) =>
      viaFetch(new undici.EnvHttpProxyAgent({ httpProxy: proxy, httpsProxy: proxy }), undici.fetch)(prompt),
  },
  {
    way: 'CONNECT',
    client: 'fetch, setGlobalDispatcher',
    is: 'replayed',
    ask: (prompt) => viaGlobalDispatcher(new undici.ProxyAgent(proxy), prompt),
  },
  {
    way: 'CONNECT',
    client: 'openai, ProxyAgent',
    is: 'replayed',
    ask: (prompt) => viaOpenAI({ dispatcher: new undici.ProxyAgent(proxy) }, undici.fetch)(prompt),
  },
  {
    way: 'CONNECT',
    client: 'https-proxy-agent 5',
    is: 'replayed',
    ask: (prompt) => viaNode({ agent: createHttpsProxyAgent5(proxy) })(prompt),
  },
  {
    way: 'CONNECT',
    client: 'https-proxy-agent 7',
    is: 'replayed',
    ask: (prompt) => viaNode({ agent: new HttpsProxyAgent7(proxy) })(prompt),
  },
  {
    way: 'CONNECT',
    client: 'https-proxy-agent 9',
    is: 'replayed',
    ask: (prompt) => viaNode({ agent: new HttpsProxyAgent(proxy) })(prompt),
  },
  {
    way: 'CONNECT',
    client: 'axios, https-proxy-agent 7',
    is: 'replayed',
    ask: async (prompt) =>
      (
        await axios.post(URL_OF_CALL, bodyOf(prompt), {
          headers: json,
          httpsAgent: new HttpsProxyAgent7(proxy),
          proxy: false,
        })
      ).data.choices[0].message.content,
  },
  {
    way: 'CONNECT',
    client: 'axios, proxy',
    is: 'replayed',
    ask: async (prompt) =>
      (
        await axios.post(URL_OF_CALL, bodyOf(prompt), {
          headers: json,
          proxy: { protocol: 'http', host: ADDRESS, port: ports.proxy },
        })
      ).data.choices[0].message.content,
  },
  {
    way: 'CONNECT',
    client: 'node-fetch, https-proxy-agent 9',
    is: 'replayed',
    ask: async (prompt) => contentOf(await nodeFetch(URL_OF_CALL, init(prompt, { agent: new HttpsProxyAgent(proxy) }))),
  },
  {
    way: 'CONNECT',
    client: 'got, https-proxy-agent 9',
    is: 'replayed',
    ask: async (prompt) =>
      (
        await got
          .post(URL_OF_CALL, { body: bodyOf(prompt), headers: json, agent: { https: new HttpsProxyAgent(proxy) } })
          .json()
      ).choices[0].message.content,
  },
  {
    way: 'CONNECT',
    client: 'node:tls in a tunnel of node:http',
    is: 'replayed',
    ask: viaSocket(async () => secured({ socket: await openTunnel(), servername: HOST }), headOf()),
  },
  {
    way: 'CONNECT',
    client: 'node:tls in a tunnel by hand',
    is: 'refused',
    ask: viaSocket(async () => secured({ socket: await openTunnelByHand(), servername: HOST }), headOf()),
  },
  {
    way: 'CONNECT',
    client: 'node:http2 in a tunnel',
    is: 'refused',
    ask: viaHttp2(`https://${HOST}`, async () => {
      const socket = await secured({ socket: await openTunnel(), servername: HOST, ALPNProtocols: ['h2'] })
      return { createConnection: () => socket }
    }),
  },
  {
    way: 'CONNECT',
    client: 'ws, https-proxy-agent 9',
    is: 'replayed',
    ask: openWebSocket(
      (prompt) => new WsSocket(`wss://${HOST}/v1/realtime?model=${prompt}`, { agent: new HttpsProxyAgent(proxy) }),
    ),
  },
  {
    way: 'CONNECT',
    client: 'WebSocket of undici, ProxyAgent',
    is: 'replayed',
    ask: openWebSocket(
      (prompt) =>
        new undici.WebSocket(`wss://${HOST}/v1/realtime?model=${prompt}`, { dispatcher: new undici.ProxyAgent(proxy) }),
    ),
  },
  {
    way: 'CONNECT over TLS',
    client: 'fetch, ProxyAgent',
    is: 'replayed',
    ask: (prompt) => viaFetch(new undici.ProxyAgent(secureProxy), undici.fetch)(prompt),
  },
  {
    way: 'CONNECT over TLS',
    client: 'https-proxy-agent 9',
    is: 'replayed',
    ask: (prompt) => viaNode({ agent: new HttpsProxyAgent(secureProxy) })(prompt),
  },

  {
    way: 'forward proxy',
    client: 'http-proxy-agent 9',
    is: 'replayed',
    ask: (prompt) => viaNode({ agent: new HttpProxyAgent(proxy) }, `http://${HOST}${PATH}`)(prompt),
  },
  {
    way: 'forward proxy',
    client: 'axios, proxy',
    is: 'replayed',
    ask: async (prompt) =>
      (
        await axios.post(`http://${HOST}${PATH}`, bodyOf(prompt), {
          headers: json,
          proxy: { protocol: 'http', host: ADDRESS, port: ports.proxy },
        })
      ).data.choices[0].message.content,
  },
  {
    way: 'forward proxy',
    client: 'fetch, ProxyAgent',
    is: 'replayed',
    ask: async (prompt) =>
      contentOf(
        await undici.fetch(
          `http://${HOST}${PATH}`,
          init(prompt, { dispatcher: new undici.ProxyAgent({ uri: proxy, proxyTunnel: false }) }),
        ),
      ),
  },
  {
    way: 'forward proxy',
    client: 'node:net',
    is: 'refused',
    ask: viaSocket(() => net.connect(ports.proxy, ADDRESS), headOf(`http://${HOST}${PATH}`)),
  },

  {
    way: 'SOCKS 5, name',
    client: 'socks-proxy-agent',
    is: 'replayed',
    ask: (prompt) => viaNode({ agent: new SocksProxyAgent(`socks5h${socks}`) })(prompt),
  },
  {
    way: 'SOCKS 5, address',
    client: 'socks-proxy-agent',
    is: 'replayed',
    ask: (prompt) => viaNode({ agent: new SocksProxyAgent(`socks5${socks}`) })(prompt),
    looksUp: true,
  },
  {
    way: 'SOCKS 4a',
    client: 'socks-proxy-agent',
    is: 'replayed',
    ask: (prompt) => viaNode({ agent: new SocksProxyAgent(`socks4a${socks}`) })(prompt),
  },
  {
    way: 'SOCKS 4',
    client: 'socks-proxy-agent',
    is: 'replayed',
    ask: (prompt) => viaNode({ agent: new SocksProxyAgent(`socks4${socks}`) })(prompt),
    looksUp: true,
  },
  {
    way: 'SOCKS 5, name',
    client: 'fetch, Socks5ProxyAgent',
    is: 'replayed',
    ask: (prompt) => viaFetch(new undici.Socks5ProxyAgent(`socks5${socks}`), undici.fetch)(prompt),
  },
  {
    way: 'SOCKS 5, name',
    client: 'ws, socks-proxy-agent',
    is: 'replayed',
    ask: openWebSocket(
      (prompt) =>
        new WsSocket(`wss://${HOST}/v1/realtime?model=${prompt}`, { agent: new SocksProxyAgent(`socks5h${socks}`) }),
    ),
  },
  {
    way: 'SOCKS 5, name',
    client: 'node:tls by hand',
    is: 'refused',
    connects: true,
    greets: 3,
    ask: viaSocket(async () => secured({ socket: await openSocksByHand(), servername: HOST }), headOf()),
  },

  {
    way: 'by address',
    client: 'node:https',
    is: 'replayed',
    ask: viaNode({ headers: { host: HOST }, servername: HOST }, `https://${ADDRESS}${PATH}`),
  },
  {
    way: 'by address',
    client: 'node:http',
    is: 'replayed',
    ask: viaNode({ headers: { host: HOST } }, `http://${ADDRESS}${PATH}`),
  },
  {
    way: 'by address',
    client: 'undici.request',
    is: 'replayed',
    ask: async (prompt) => {
      const { statusCode, body } = await undici.request(
        `http://${ADDRESS}${PATH}`,
        init(prompt, { headers: { ...json, host: HOST } }),
      )
      const text = await body.text()
      if (statusCode !== 200) throw new Error(text)
      return JSON.parse(text).choices[0].message.content
    },
  },
  {
    way: 'by address',
    client: 'node:tls',
    is: 'replayed',
    ask: viaSocket(() => tls.connect({ host: ADDRESS, port: 443, servername: HOST }), headOf()),
  },
  {
    way: 'by address',
    client: 'node:tls without a name',
    is: 'refused',
    ask: viaSocket(() => tls.connect({ host: ADDRESS, port: 443, rejectUnauthorized: false }), headOf()),
    connects: true,
  },
  {
    way: 'by address',
    client: 'node:net',
    is: 'refused',
    ask: viaSocket(() => net.connect(80, ADDRESS), headOf()),
    connects: true,
  },
  {
    way: 'by address',
    client: 'node:http2',
    is: 'replayed',
    ask: viaHttp2(`https://${ADDRESS}`, async () => ({ servername: HOST })),
  },
  {
    way: 'by address',
    client: 'node:http2 without TLS',
    is: 'refused',
    ask: viaHttp2(`http://${ADDRESS}:8080`),
    connects: true,
  },
  {
    way: 'by address',
    client: 'ws',
    is: 'replayed',
    ask: openWebSocket(
      (prompt) =>
        new WsSocket(`wss://${ADDRESS}/v1/realtime?model=${prompt}`, { servername: HOST, headers: { host: HOST } }),
    ),
  },
  {
    way: 'by address',
    client: 'node:https that names the host to TLS only',
    is: 'replayed',
    ask: viaNode({ servername: HOST }, `https://${ADDRESS}${PATH}`),
  },
  {
    way: 'by address',
    client: 'fetch that names the host to TLS only',
    is: 'replayed',
    ask: async (prompt) =>
      contentOf(
        await undici.fetch(
          `https://${ADDRESS}${PATH}`,
          init(prompt, { dispatcher: new undici.Agent({ connect: { servername: HOST } }) }),
        ),
      ),
  },
  {
    way: 'by address',
    client: 'ws without TLS',
    is: 'replayed',
    ask: openWebSocket(
      (prompt) => new WsSocket(`ws://${ADDRESS}/v1/realtime?model=${prompt}`, { headers: { host: HOST } }),
    ),
  },
  {
    way: 'by address',
    client: 'WebSocket of undici',
    is: 'replayed',
    ask: openWebSocket(
      (prompt) =>
        new undici.WebSocket(`wss://${ADDRESS}/v1/realtime?model=${prompt}`, {
          dispatcher: new undici.Agent({ connect: { servername: HOST } }),
          headers: { host: HOST },
        }),
    ),
  },

  { way: 'a body without framing', client: 'node:https, DELETE', is: 'refused', ask: unframed('DELETE') },
  { way: 'a body without framing', client: 'node:https, GET', is: 'refused', ask: unframed('GET') },
  {
    way: 'more than the content-length',
    client: 'node:https',
    is: 'refused',
    ask: unframed('POST', { headers: { 'content-length': 3 } }),
  },
  {
    way: 'bytes behind a request',
    client: 'node:tls',
    is: 'refused',
    ask: viaSocket(
      () => tls.connect({ host: HOST, port: 443, servername: HOST }),
      (body) => headOf()(body.slice(0, 3)),
    ),
  },
  {
    way: 'no HTTP',
    client: 'node:net',
    is: 'refused',
    ask: viaSocket(
      () => net.connect(80, HOST),
      () => '\0\u0001 hello ',
    ),
  },

  ...BY_HAND,

  // Last, since a client of gRPC goes on trying to connect for a while.
  { way: 'by name', client: 'gRPC', is: 'refused', connects: true, ask: viaGrpc(`${HOST}:443`) },
  { way: 'by address', client: 'gRPC', is: 'refused', connects: true, ask: viaGrpc(`${ADDRESS}:443`) },
]

/** How a cell is called. */
export const nameOf = ({ way, client }) => `${way}: ${client}`

/** Notes at the network which cell connects from now on. */
export async function mark(name) {
  await fetch(`http://${ADDRESS}:${ports.control}/${encodeURIComponent(name)}`).then((response) => response.text())
}
