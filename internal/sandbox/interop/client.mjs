// A Baileys client that dials a sandbox, with verbs for what a person does.
import makeWASocket, {
  Browsers, WA_CERT_DETAILS, delay, downloadMediaMessage, initAuthCreds, makeCacheableSignalKeyStore, DisconnectReason,
} from 'baileys'
import { Agent } from 'node:https'
import { randomBytes } from 'node:crypto'

// How long to wait for what should take milliseconds: a machine may be slow.
const patience = 120_000

const quiet = { level: 'silent', child: () => quiet }
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) {
  quiet[level] = process.env.INTEROP_LOG ? (data, text) => console.error(level, text ?? '', data) : () => {}
}

/** keysInMemory is Baileys' key store without a disk. */
function keysInMemory() {
  const held = {}
  return {
    get: async (type, ids) => Object.fromEntries(ids.map(id => [id, held[`${type}-${id}`]])),
    set: async data => {
      for (const type in data) for (const id in data[type]) {
        if (data[type][id]) held[`${type}-${id}`] = data[type][id]
        else delete held[`${type}-${id}`]
      }
    },
  }
}

export class Client {
  constructor(info) {
    this.info = info
    this.host = new URL(info.media_url).host
    this.seen = []
    this.waiting = []
    this.sent = new Map()
    const keys = keysInMemory()
    this.auth = { creds: initAuthCreds(), keys: makeCacheableSignalKeyStore(keys, quiet) }
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(info.root_public_key, 'hex')
  }

  connect() {
    this.sock = makeWASocket({
      auth: this.auth,
      logger: quiet,
      waWebSocketUrl: this.info.ws_url,
      browser: Browsers.ubuntu('Chrome'),
      fetchAgent: new Agent({ ca: this.info.ca_pem }),
      // Otherwise events are held back for up to 20 s, until there is a history.
      shouldSyncHistoryMessage: () => false,
      getMessage: async key => this.sent.get(key.id),
      retryRequestDelayMs: 50,
    })
    this.sock.ws.on('CB:receipt', node => this.record('receipt', node))
    this.sock.ev.process(async events => {
      if (events['creds.update']) Object.assign(this.auth.creds, events['creds.update'])
      for (const [name, data] of Object.entries(events)) this.record(name, data)
      const closed = events['connection.update']?.lastDisconnect
      if (events['connection.update']?.connection === 'close' && !this.ended &&
        closed?.error?.output?.statusCode === DisconnectReason.restartRequired) this.connect()
    })
    return this
  }

  record(name, data) {
    this.seen.push([name, data])
    this.waiting = this.waiting.filter(look => !look(name, data))
  }

  /** event waits for one, also among those that have come already. */
  event(name, match, what = name) {
    for (const [seen, data] of this.seen) {
      if (seen === name) {
        const found = match(data)
        if (found) return Promise.resolve(found)
      }
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what} did not come; seen: ${this.seen.map(([n]) => n).join(' ')}`)), patience)
      this.waiting.push((seen, data) => {
        const found = seen === name && match(data)
        if (found) { clearTimeout(timer); resolve(found) }
        return found
      })
    })
  }

  qr() { return this.event('connection.update', update => update.qr) }
  open() { return this.event('connection.update', update => update.connection === 'open') }
  message(match, what) {
    return this.event('messages.upsert', ({ messages }) => messages.find(m => m.message && match(m.message, m)), what)
  }
  text(text) {
    return this.message(m => (m.conversation ?? m.extendedTextMessage?.text) === text, `the text ${JSON.stringify(text)}`)
  }

  /**
   * receipt waits for one for a message that was sent; delivered has no type. It
   * looks at the stanza: Baileys folds updates of one message that come together
   * into the last of them, and the own phone's may come after the recipient's.
   */
  receipt(id, type) {
    return this.event('receipt', ({ attrs }) => attrs.id === id && attrs.type === type, `the receipt ${type ?? 'delivered'}`)
  }

  async send(to, content) {
    // A retry may be back before the send has returned: the message is kept under a known id before.
    const messageId = '3EB0' + randomBytes(9).toString('hex').toUpperCase()
    const sent = await this.sock.sendMessage(to, content, { messageId })
    this.sent.set(messageId, sent.message)
    return sent
  }

  file(message) {
    return downloadMediaMessage(message, 'buffer', { host: this.host }, { logger: quiet, reuploadRequest: this.sock.updateMediaMessage })
  }

  async close() {
    this.ended = true
    this.sock.end(undefined)
    await delay(50)
  }
}
