// Runs Baileys against a sandbox: interop.mjs CONTROL_URL. Says what it does, and fails at the first thing that does not work.
import assert from 'node:assert/strict'
import { delay } from 'baileys'
import { Client } from './client.mjs'

// The Signal library of Baileys prints sessions as it closes them.
console.info = console.warn = () => {}

const base = process.argv[2]
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

async function control(method, path, body) {
  const resp = await fetch(`${base}/sandbox${path}`, { method, body: body && JSON.stringify(body) })
  const answer = await resp.json()
  assert.ok(resp.ok, `${method} ${path}: ${answer.error}`)
  return answer
}
const phone = name => control('POST', '/phones', { name })
const say = (from, to, text) => control('POST', `/phones/${from.number}/messages`, { to: to.id ?? to.number, text })

/** eventually asks until there is an answer. */
async function eventually(ask, what) {
  for (const until = Date.now() + 120_000; Date.now() < until; await delay(20)) {
    const found = await ask()
    if (found) return found
  }
  throw new Error(`in vain: ${what}`)
}

/** shows waits until a phone has a message. */
const shows = (p, match, what) => eventually(
  async () => (await control('GET', `/phones/${p.number}/messages`)).find(match), `${p.name}'s phone to show ${what}`)
const showsText = (p, text) => shows(p, m => m.text === text, JSON.stringify(text))

async function step(name, run) {
  const start = Date.now()
  try {
    await run()
  } catch (err) {
    console.error(`FAILED ${name}:`, err)
    process.exit(1)
  }
  console.log(`ok ${name} (${Date.now() - start} ms)`)
}

const info = await control('GET', '/info')
const alice = await phone('Alice'), bob = await phone('Bob'), carol = await phone('Carol')
const a = new Client(info), c = new Client(info)

await step('link by QR', async () => {
  a.connect()
  await control('POST', `/phones/${alice.number}/scan`, { code: await a.qr() })
  await a.open()
  assert.equal(a.sock.user.id.split(':')[0], alice.number)
})

await step('link by pairing code', async () => {
  c.connect()
  await c.qr()
  const code = await c.sock.requestPairingCode(carol.number)
  // Baileys shows the code before the network has heard of it.
  await eventually(() => control('POST', `/phones/${carol.number}/link`, { pairing_code: code }).catch(err => {
    if (!err.message.includes('No device is waiting')) throw err
  }), 'to link with the code')
  await c.open()
})

await step('send a text and see it delivered and read', async () => {
  const { key } = await a.send(bob.jid, { text: 'hello Bob' })
  await showsText(bob, 'hello Bob')
  await a.receipt(key.id)
  await control('POST', `/phones/${bob.number}/read`, { chat: alice.number })
  await a.receipt(key.id, 'read')
})

await step('receive a text and read it', async () => {
  await say(bob, alice, 'hello Alice')
  const got = await a.text('hello Alice')
  await a.sock.readMessages([got.key])
  await shows(bob, m => m.text === 'hello Alice' && m.status === 'read', 'its text as read')
})

await step('from one Baileys client to another', async () => {
  const { key } = await a.send(carol.jid, { text: 'client to client' })
  const got = await c.text('client to client')
  await a.receipt(key.id)
  await c.send(got.key.remoteJid, { text: 'and back' })
  await a.text('and back')
})

await step('send a picture', async () => {
  await a.send(bob.jid, { image: png, caption: 'a dot', jpegThumbnail: '' })
  const got = await shows(bob, m => m.text === 'a dot', 'the picture')
  assert.equal(got.type, 'image')
  assert.equal(got.media.data, png.toString('base64'))
})

await step('receive a file', async () => {
  await control('POST', `/phones/${bob.number}/messages`, {
    to: alice.number, media: { data: Buffer.from('a file').toString('base64'), mimetype: 'text/plain', filename: 'a.txt' },
  })
  const got = await a.message(m => m.documentMessage, 'the document')
  assert.equal((await a.file(got)).toString(), 'a file')
})

await step('make a group, write and be answered', async () => {
  const group = await a.sock.groupCreate('Interop', [bob.jid, carol.jid])
  assert.equal(group.participants.length, 3)
  await a.send(group.id, { text: 'hello group' })
  await showsText(bob, 'hello group')
  await c.text('hello group')
  await say(bob, group, 'hello from the phone')
  await a.text('hello from the phone')
  await c.send(group.id, { text: 'hello from Carol' })
  await a.text('hello from Carol')
  const { key } = await a.send(group.id, { text: 'once more' })
  await c.text('once more')
  await a.sock.groupUpdateSubject(group.id, 'Renamed')
  assert.equal((await c.sock.groupMetadata(group.id)).subject, 'Renamed')
  assert.ok(key.id)
})

await step('see typing and presence', async () => {
  // Only who is online is told; Baileys does not go online under an account whose name it has not learned yet.
  a.sock.authState.creds.me.name ??= 'Alice'
  await a.sock.sendPresenceUpdate('available')
  await a.sock.presenceSubscribe(bob.jid)
  await a.sock.onWhatsApp(bob.number) // both have arrived when what comes after them is answered
  await control('POST', `/phones/${bob.number}/typing`, { to: alice.number, state: 'composing' })
  await a.event('presence.update', u => Object.values(u.presences).some(p => p.lastKnownPresence === 'composing'), 'typing')
})

await step('facts of accounts', async () => {
  const [known, unknown] = [await a.sock.onWhatsApp(bob.number), await a.sock.onWhatsApp('4915550000000')]
  assert.equal(known[0].exists, true)
  assert.ok(!unknown?.length || !unknown[0].exists)
  await control('POST', `/phones/${bob.number}/profile`, { about: 'Busy', business: { name: 'Bob & Sons', email: 'bob@example.com' } })
  assert.equal((await a.sock.fetchStatus(bob.jid))[0].status.status, 'Busy')
  assert.equal((await a.sock.getBusinessProfile(bob.jid)).email, 'bob@example.com')
  await a.sock.updateProfileStatus('From Baileys')
  assert.equal((await control('GET', `/phones/${alice.number}/profile`)).about, 'From Baileys')
  await a.sock.updateLastSeenPrivacy('contacts')
  assert.equal((await a.sock.fetchPrivacySettings(true)).last, 'contacts')
  await a.sock.updateBlockStatus(bob.lid, 'block')
  assert.deepEqual(await a.sock.fetchBlocklist(), [bob.lid])
  await a.sock.updateBlockStatus(bob.lid, 'unblock')
})

await step('lose the connection and miss nothing', async () => {
  a.ended = true
  a.sock.end(undefined)
  await say(bob, alice, 'while you were away')
  a.ended = false
  assert.ok(a.auth.creds.routingInfo, 'the next connection begins with where it is routed')
  a.connect()
  await a.text('while you were away')
  await a.send(bob.jid, { text: 'back again' })
  await showsText(bob, 'back again')
})

await step('log out', async () => {
  c.ended = true
  await c.sock.logout()
  await eventually(async () => (await control('GET', `/phones/${carol.number}/devices`)).length === 0, 'to be unlinked')
})

await step('nothing against the protocol', async () => {
  assert.deepEqual(await control('GET', '/violations'), [])
})
await a.close()
process.exit(0)
