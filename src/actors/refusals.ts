/** Who decided, without what facts put before a name. */
const nameOf = (by: string) => by.replace(/^reviewer:/, '');
/** So many sentences are told at once. */
const mostSentences = 5;
const firstOf = (sentences: readonly string[]) => {
  const left = sentences.length - mostSentences;
  return sentences.slice(0, mostSentences).join(' ') + (left > 0 ? ` And so it is with ${left} more.` : '');
};
const spoken = (status: string) => status.replace('_', '-');

/** Every way to say no: the code a program reads, the HTTP status, and the sentence a person reads. */
export const refusals = {
  'access/bad-name': [
    400,
    (d: { name: string }) =>
      `"${d.name}" cannot be a name: use up to 100 letters, digits and the signs . _ @ + - (an e-mail address is fine).`,
  ],
  'access/bad-token': [
    401,
    () =>
      'The token is unknown, revoked or expired. Ask for a new one: "./bin/manyhands people token <name>" makes it.',
  ],
  'access/damaged': [
    503,
    (d: { file: string }) =>
      `The accounts in ${d.file} cannot be read. Put the file back from a copy of the data folder; or move it away, and there are no accounts any more.`,
  ],
  'access/denied': [
    403,
    (d: { role: string; needed: string }) =>
      `This needs the role ${d.needed}, and yours is ${d.role}. An owner can change it with "./bin/manyhands people role".`,
  ],
  'access/login-needed': [401, () => 'You are not signed in, or your session has ended. Sign in and try again.'],
  'access/name-taken': [409, (d: { name: string }) => `There is an account called "${d.name}" already.`],
  'access/no-address': [
    400,
    (d: { name: string }) =>
      `"${d.name}" is no e-mail address. An identity provider knows people by theirs; a whole domain is written like @example.org.`,
  ],
  'access/no-own-password': [
    409,
    () => 'You did not sign in with a password here, so there is none of yours to change. Sign in with it first.',
  ],
  'access/no-terminal': [400, () => 'There is no terminal to type a password at. Pipe it in, with --password-stdin.'],
  'access/not-the-same': [400, () => 'The two passwords were not the same. Nothing was changed; try again.'],
  'access/none-on-public': [
    409,
    () =>
      'Nobody could sign in, so Manyhands does not open to other machines. Add an owner with "./bin/manyhands people add <name> --role owner", or set MANYHANDS_OIDC_ISSUER, then start again.',
  ],
  'access/not-from-app': [
    403,
    () =>
      'Whoever is signed in with a cookie has to send changes as JSON, or with the header "x-manyhands: 1", so that other pages cannot send them.',
  ],
  'access/oidc-failed': [
    403,
    (d: { reason: string }) => `The sign-in was not completed (${d.reason}). Begin again from the login page.`,
  ],
  'access/oidc-unavailable': [
    503,
    () => 'The identity provider does not answer as it should. Try again in a minute, or ask whoever runs this site.',
  ],
  'access/other-version': [
    409,
    (d: { file: string }) =>
      `The accounts in ${d.file} were written by a newer version of Manyhands. Nothing was touched: use that version.`,
  ],
  'access/password-elsewhere': [
    409,
    (d: { name: string }) => `"${d.name}" signs in with the identity provider and has no password here.`,
  ],
  'access/too-many-attempts': [
    429,
    (d: { seconds: number }) =>
      `There were too many attempts to sign in. Wait ${d.seconds} ${d.seconds === 1 ? 'second' : 'seconds'}, then try again.`,
  ],
  'access/unknown-person': [
    404,
    (d: { name: string }) => `There is no account called "${d.name}". "./bin/manyhands people list" shows all.`,
  ],
  'access/unknown-token': [
    404,
    (d: { id: string }) => `There is no token called "${d.id}". "./bin/manyhands people list" shows all.`,
  ],
  'access/not-invited': [
    403,
    (d: { email: string }) => `${d.email} has no account here. Ask an owner to add that address, then sign in again.`,
  ],
  'access/weak-password': [400, (d: { least: number }) => `A password needs at least ${d.least} characters.`],
  'access/wrong-password': [401, () => 'The name or the password is wrong. Check both and try again.'],
  'access/wrong-present-password': [
    403,
    () => 'The present password is wrong, so nothing was changed. Type it again, or ask an owner for a new one.',
  ],

  'agent/unknown': [
    404,
    (d: { agent: string }) =>
      `No one is at work here under the agent id "${d.agent}". Open the task page again to get a new piece of work.`,
  ],
  'agent/nothing-to-return': [
    409,
    (d: { agent: string }) =>
      `There is nothing to give back: what agent ${d.agent} had was handed in, was given back, or ran out of time. Open the task page again for a new piece of work.`,
  ],

  'agent/too-many-bytes': [
    413,
    (d: { most: number }) =>
      `All files of one piece of work may come to ${d.most} bytes, and with these it would be more, so none of them was kept. Send smaller ones; the limit is max_upload_bytes_in_all in the task folder's config.`,
  ],
  'agent/too-much-metadata': [
    409,
    (d: { packets: number; text: number }) =>
      `Enough was sent beside this answer: ${d.packets} packets and ${d.text} characters are taken, and no more. The answer itself can still be handed in.`,
  ],

  'archive/broken': [
    502,
    (d: { kept: string }) => `The archive broke off before its end, so ${d.kept}. Ask for it again.`,
  ],
  'archive/damaged': [
    400,
    (d: { reason: string }) =>
      `The archive is damaged: ${d.reason}. Nothing of it was taken in; copy the file again, or make a new one with "./bin/manyhands archive".`,
  ],
  'archive/file-missing': [
    500,
    (d: { hash: string; run: string }) =>
      `The file ${d.hash} of run ${d.run} is no longer in the store, so the archive would lack it. Leave that run out by naming others with --run.`,
  ],
  'archive/not-an-archive': [
    400,
    (d: { reason: string }) =>
      `This is no archive of Manyhands: ${d.reason}. "./bin/manyhands archive" in the other house makes one.`,
  ],
  'archive/nothing': [
    404,
    (d: { since: string }) => `No run that was chosen was opened since ${d.since}. Give an earlier date.`,
  ],
  'archive/other-format': [
    400,
    (d: { found: string; known: number; code: string }) =>
      `The archive has format ${d.found}, and this version reads format ${d.known}. Nothing of it was taken in; use the version of Manyhands that made it (${d.code}), or a newer one.`,
  ],
  'archive/page-file': [
    409,
    (d: { run: string; name: string; why: string }) =>
      `The page of run ${d.run} has a file that no archive could bring back (${d.name}): ${d.why}. Leave that run out by naming others with --run.`,
  ],
  'archive/stalled': [
    408,
    () => 'Nobody took the archive any further for ten minutes, so it was ended. Ask for it again.',
  ],
  'archive/too-many': [429, () => 'Another archive is being made. Try again when it has ended.'],
  'archive/unknown-id': [404, (d: { id: string }) => `No archive is known by the id "${d.id}" any more.`],
  'archive/unknown-label': [
    404,
    (d: { label: string }) => `Nothing was brought in as "${d.label}". "./bin/manyhands imports" lists all labels.`,
  ],
  'archive/unknown-task': [404, (d: { task: string }) => `No run is of a task called "${d.task}".`],
  'archive/unreadable': [
    409,
    (d: { run: string }) =>
      `The history of run ${d.run} is not whole here, so an archive would lack part of it. "./bin/manyhands runs" says why; name the other runs with --run to archive only those.`,
  ],
  'archive/unreadable-fact': [
    400,
    (d: { run: string; reason: string; code: string }) =>
      `The archive has a history that this version cannot read (run ${d.run}: ${d.reason.replace(/\.$/, '')}). Nothing of it was taken in; use the version of Manyhands that made it (${d.code}), or a newer one.`,
  ],

  'assignment/unknown': [404, (d: { assignment: string }) => `No assignment is called "${d.assignment}".`],

  'bonus/settled': [
    409,
    (d: { bonus: string; state: string }) =>
      `Bonus ${d.bonus} is ${d.state} already, so nothing more can be done with it.`,
  ],
  'bonus/unknown': [404, (d: { bonus: string }) => `No bonus is called "${d.bonus}".`],

  'messages/too-often': [
    429,
    (_: { seconds: number }) => 'Messages were asked for too often. They can be asked for again in a minute.',
  ],

  'nats/none': [
    503,
    (d: { oldest: string; reasons: string }) =>
      `This machine has no nats-server ${d.oldest} or newer and none could be fetched (${d.reasons}). Install one from https://nats.io/download so that "nats-server --version" answers, or set MANYHANDS_NATS_URL to a server that runs already.`,
  ],
  'nats/too-old': [
    503,
    (d: { version: string; oldest: string }) =>
      `nats-server ${d.version} can lose acknowledged answers; use ${d.oldest} or newer.`,
  ],
  'nats/did-not-start': [
    503,
    (d: { reason: string; log: string }) =>
      `The nats-server did not start: ${d.reason}. The whole story is in ${d.log}.`,
  ],
  'nats/in-use': [
    409,
    (d: { folder: string }) =>
      `Another Manyhands is using ${d.folder}. Stop it first, or set MANYHANDS_DATA to a folder of your own.`,
  ],

  'nats/gone': [503, (d: { sentence: string }) => d.sentence],
  'nats/no-fence': [
    503,
    (d: { version: string }) =>
      `The nats-server (${d.version}) lets a second writer overwrite the first, so nothing can be stored safely with it. Use nats-server 2.10.23 or newer, without a proxy between.`,
  ],
  'nats/unreachable': [
    503,
    (d: { url: string; reason: string }) =>
      `No nats-server answers at ${d.url} (${d.reason}). Check MANYHANDS_NATS_URL.`,
  ],

  'import/broken-off': [400, () => 'The file did not arrive whole, so nothing of it was taken in. Send it again.'],
  'import/half-here': [
    409,
    (d: { run: string }) =>
      `Run ${d.run} came here in part from another file, which has it written differently. Import that file again to end what it began.`,
  ],
  'import/interrupted': [
    503,
    () => 'The house was closed before the import was done. Import the file again; it goes on where it stopped.',
  ],
  'import/other-history': [
    409,
    (d: { run: string }) =>
      `Run ${d.run} is here already, and went on differently than in the archive. It was left as it is here.`,
  ],
  'import/under-way': [409, () => 'Another import is under way. Try again when it has ended.'],
  'import/unknown': [404, (d: { import: string }) => `No import is called "${d.import}".`],

  'log/busy': [
    503,
    () =>
      'More is being asked than can be stored right now. Try again in a few seconds; nothing of this request was kept.',
  ],
  'log/damaged': [
    503,
    () =>
      'Something that was recorded is missing, so nothing is recorded now. Whoever runs this server has to decide how to go on.',
  ],
  'log/lease-lost': [
    503,
    () =>
      'Another daemon has taken the log over, so this one records nothing more. Start it again once the other has ended.',
  ],
  'log/leased': [
    409,
    (d: { holder: string }) =>
      `Another daemon already has the log on this NATS server: ${d.holder}. Stop it first; if it has ended without a word, try again in ten seconds.`,
  ],
  'log/full': [
    507,
    () =>
      'The disk or the log is full, so nothing more can be saved. Free some space or raise the limit, then try again.',
  ],
  'log/unavailable': [
    503,
    () => 'The log does not answer right now. Try again in a few seconds: an answer sent twice counts once.',
  ],

  'daemon/closing': [
    503,
    () => 'Manyhands is being stopped. Try again when it has been started again: an answer sent twice counts once.',
  ],
  'daemon/gone': [
    503,
    (d: { url: string }) =>
      `The Manyhands at ${d.url} stopped answering. See whether it still runs, start it again with "./bin/manyhands start" if not, and repeat the command.`,
  ],
  'daemon/not-running': [
    503,
    (d: { folder: string }) =>
      `No Manyhands is running on ${d.folder}. Start one with "./bin/manyhands start", then repeat the command.`,
  ],
  'daemon/odd-answer': [
    502,
    (d: { url: string; status: number }) =>
      `What answers at ${d.url} is no Manyhands of this version (HTTP ${d.status}). "./bin/manyhands doctor" tells what is there.`,
  ],
  'daemon/opening': [503, () => 'Manyhands is still reading its runs from the log. Try again in a few seconds.'],
  'daemon/running': [
    409,
    (d: { url: string; pid: number }) =>
      `Manyhands is running here already, as process ${d.pid}: open ${d.url}, or stop it first.`,
  ],

  'data/bad-file': [400, (d: { file: string; reason: string }) => `${d.file} cannot be read: ${d.reason}.`],
  'data/bad-row': [400, (d: { file: string; place: string; reason: string }) => `${d.file}, ${d.place}: ${d.reason}.`],
  'data/in-use': [
    409,
    (d: { folder: string }) =>
      `Another Manyhands is using ${d.folder}. Use that one, stop it, or set MANYHANDS_DATA to another folder.`,
  ],
  'data/none': [
    404,
    (d: { folder: string }) =>
      `There is no Manyhands data in ${d.folder} yet. Begin with "./bin/manyhands start", or set MANYHANDS_DATA to the folder that has it.`,
  ],
  'data/not-writable': [
    507,
    (d: { place: string; reason: string }) =>
      `${d.place} cannot be written: ${d.reason}. Nothing that is kept was touched; mend that, or choose another place, then try again.`,
  ],
  'data/other-version': [
    409,
    (d: { folder: string; found: string; layout: number }) =>
      `The data folder ${d.folder} was made by another version of Manyhands (layout ${d.found}, this one writes ${d.layout}). Nothing was touched: use that version, or set MANYHANDS_DATA to another folder.`,
  ],
  'data/unreadable-layout': [
    409,
    (d: { folder: string; foreign: string }) =>
      `${d.folder}/layout.json cannot be read, and beside it is "${d.foreign}", which this version of Manyhands does not know. Nothing was touched: take that away if it does not belong there, use the version that made the folder, or set MANYHANDS_DATA to another one.`,
  ],
  'data/empty': [400, (d: { file: string }) => `${d.file} holds no item; a run needs at least one.`],

  'export/arriving': [
    409,
    (d: { run: string }) =>
      `Run ${d.run} is being brought in and is not whole yet, so its export would lack answers. Import its file again to end that.`,
  ],
  'export/bad-file': [
    400,
    (d: { file: string; reason: string }) => `${d.file} cannot be written: ${d.reason}. Name another file.`,
  ],
  'export/bad-manifest': [
    400,
    (d: { file: string; reason: string }) =>
      `${d.file} is no manifest of an export: ${d.reason}. A manifest lies beside each exported file, as <file>.manifest.json.`,
  ],
  'export/beyond-log': [
    400,
    (d: { at: number; head: number }) =>
      `The log has no position ${d.at} yet; its last is ${d.head}. Leave the position out to export the present.`,
  ],
  'export/files-need-place': [
    400,
    () => 'Files are put into a folder beside the export, so say with --out which file that is.',
  ],
  'export/incomplete': [
    503,
    () =>
      'Something in the log could not be taken into the rows that are shown, so an export might lack answers. "./bin/manyhands doctor" says what; a restart tries it again.',
  ],
  'export/not-yet': [
    404,
    (d: { of: string }) => `At that position of the log there was no "${d.of}" yet. Give a later one.`,
  ],
  'export/stalled': [
    408,
    () => 'Nobody took the export any further for ten minutes, so it was ended. Ask for it again.',
  ],
  'export/too-many': [
    429,
    (d: { most: number }) => `${d.most} exports are under way already. Try again when one of them has ended.`,
  ],
  'export/too-wide': [
    400,
    (d: { most: number }) =>
      `The answers have more than ${d.most} different fields, too many for a table. Take the format csv-long or jsonl.`,
  ],
  'export/unknown-id': [404, (d: { id: string }) => `No export is known by the id "${d.id}" any more.`],
  'export/unreadable': [
    409,
    (d: { run: string }) =>
      `The log of run ${d.run} has something that cannot be read, so its export might lack answers. Export the other runs one by one. Where commits are missing, "./bin/manyhands recover" writes all that is left of it; else use the version that wrote it.`,
  ],
  'export/broken': [
    502,
    (d: { kept: string }) => `The export broke off before its end, so ${d.kept}. Ask for it again.`,
  ],

  'output/not-written': [
    507,
    (d: { reason: string }) => `The output cannot be written: ${d.reason}. What was written so far is not all.`,
  ],
  'port/in-use': [
    409,
    (d: { port: number }) =>
      `Port ${d.port} is taken by another program. Set MANYHANDS_PORT to a free one; MANYHANDS_PORT=0 lets the system choose.`,
  ],

  'export/unknown': [
    404,
    (d: { of: string }) => `Neither a task run nor a task is called "${d.of}". "./bin/manyhands runs" lists both.`,
  ],
  'file/not-shown': [
    415,
    (d: { type: string }) =>
      `The file cannot be shown${d.type && ` as ${d.type}`}, because its bytes are not those of a kind that is safe to show. Save it instead.`,
  ],
  'file/unknown': [404, (d: { hash: string }) => `No file is kept under ${d.hash}.`],
  'restore/not-empty': [
    409,
    (d: { folder: string }) =>
      `${d.folder} is not empty, and nothing is ever put over a house. Set MANYHANDS_DATA to a new folder, or bring the archive into this house with "./bin/manyhands import".`,
  ],
  'restore/not-whole': [
    400,
    () =>
      'Only an archive of a whole house can become one again: made with --identities, and with no run left out. Bring this one into a house with "./bin/manyhands import".',
  ],
  'restore/own-server': [
    409,
    () =>
      'A house is restored with a nats-server of its own. Take MANYHANDS_NATS_URL out of the environment, then try again.',
  ],

  'replay/unreadable': [
    409,
    (d: { position: string; type: string; reason: string }) =>
      `The replay ends here: the fact at ${d.position} (${d.type}) cannot be read (${d.reason.replace(/\.$/, '')}). The version of Manyhands that wrote it can replay the rest.`,
  ],
  'replay/unknown': [404, (d: { id: string }) => `No run, unit, agent, worker or qualification is called "${d.id}".`],

  'house/bug': [
    500,
    () => 'Something broke in Manyhands itself. The terminal it runs in says more; nothing was half done.',
  ],

  'request/bad-shape': [400, (d: { reason: string }) => `The request does not have the expected form: ${d.reason}.`],
  'request/foreign-origin': [403, () => 'Pages of other origins may not ask this.'],
  'request/not-json': [400, (d: { reason: string }) => `The request cannot be read: ${d.reason}.`],
  'request/too-deep': [
    400,
    (d: { most: number }) =>
      `What was sent has lists and objects more than ${d.most} levels deep in each other, so nothing of it was kept. Send it with fewer.`,
  ],
  'request/too-large': [
    413,
    () =>
      "What was sent is larger than this task allows, so nothing of it was kept. Send a shorter answer or smaller files; the limits are max_answer_bytes and max_upload_bytes in the task folder's config.",
  ],
  'request/too-often': [
    429,
    (d: { seconds: number }) =>
      `Too much of this came from your address. Wait ${d.seconds} ${d.seconds === 1 ? 'second' : 'seconds'}, then try again; nothing of it was kept.`,
  ],
  'request/unknown-path': [404, (d: { path: string }) => `There is nothing at ${d.path}.`],

  'qualification/name-taken': [
    409,
    (d: { name: string }) =>
      `There is a qualification called "${d.name}" already. Use that one, or choose another name.`,
  ],
  'qualification/retired': [
    409,
    (d: { name: string }) =>
      `The qualification "${d.name}" is retired, so it can be neither changed nor granted. Create a new one.`,
  ],
  'qualification/unknown': [
    404,
    (d: { qualification: string }) =>
      `No qualification is called "${d.qualification}". "./bin/manyhands qualifications" lists those there are.`,
  ],

  'quality/no-question': [
    404,
    (d: { question: string; closed: readonly string[] }) =>
      `No question with few possible answers is called "${d.question}". ${d.closed.length ? `There are: ${d.closed.join(', ')}.` : 'There is none yet; the first answers, or "quality" in the config of the task, make them known.'}`,
  ],
  'quality/no-model': [
    409,
    (d: { method: string; why: string }) => `The answers cannot be brought together by ${d.method}: ${d.why}`,
  ],
  'quality/not-ready': [
    503,
    () =>
      'There are so many answers that the figures are still being computed. They will be there in a minute; ask again then.',
  ],
  'quality/too-many': [
    429,
    (d: { most: number }) => `${d.most} figures are being computed already. Try again when some of them are ready.`,
  ],

  'read-model/behind': [
    503,
    () =>
      'What was asked is saved, but what you would see here is still being brought up to date. Try again in a few seconds.',
  ],
  'read-model/damaged': [
    503,
    () =>
      'What you would see here is damaged on the disk and is being made again from the log. Nothing that was recorded is lost; try again in a minute.',
  ],
  'read-model/rebuilding': [409, () => 'The read model is being rebuilt already; wait until that has ended.'],
  'read-model/sqlite-too-old': [
    503,
    (d: { version: string; oldest: string }) =>
      `SQLite ${d.version} can damage what it writes; ${d.oldest} or newer is needed. Run "npm ci" to get the one this project was made with.`,
  ],

  'recovery/bad-file': [
    422,
    (d: { file: string; line: number; reason: string }) => `${d.file}, line ${d.line}: ${d.reason}.`,
  ],
  'recovery/daemon-runs': [
    409,
    () => 'What is lost is looked for while no daemon runs on the data folder: stop it first, then ask again.',
  ],
  'recovery/files-missing': [
    409,
    (d: { run: string }) =>
      `An answer of ${d.run} came without files that are not stored any more; the rest of it is recorded.`,
  ],
  'recovery/item-missing': [
    409,
    (d: { run: string; index: number }) =>
      `The items of ${d.run} have to come in order, and item ${d.index} has not come yet: send the file as it was written.`,
  ],
  'recovery/newer-decision': [
    409,
    (d: { unitId: string }) =>
      `${d.unitId} is decided now, and what was lost may be older than that: it is left as it is.`,
  ],
  'recovery/other-work': [
    409,
    (d: { unitId: string }) =>
      `${d.unitId} was done by somebody else meanwhile, so what was said of the lost answer is not recorded.`,
  ],

  'review/claimed': [
    409,
    (d: { unit: string; by: string; until: string }) =>
      `${nameOf(d.by)} is looking at unit ${d.unit}, until ${d.until.slice(11, 19)} UTC at the latest. Take another one meanwhile.`,
  ],
  'review/no-view': [
    404,
    (d: { unit: string }) =>
      `The task of unit ${d.unit} has no review view of its own. Name one in its config as task_source_review or review_page, and launch again.`,
  ],
  'review/partly': [
    409,
    (d: { reviewed: number; refused: readonly { message: string }[] }) =>
      `${d.reviewed} of ${d.reviewed + d.refused.length} units are decided, the others are not: ${firstOf(d.refused.map(({ message }) => message))}`,
  ],
  'review/second-opinion': [
    409,
    (d: { unit: string }) =>
      `You asked for a second opinion on unit ${d.unit}, so somebody else decides it. Undo the question to decide yourself.`,
  ],

  'run/unknown': [
    404,
    (d: { run: string }) => `No task run is called "${d.run}". "./bin/manyhands runs" lists those there are.`,
  ],
  'run/not-open': [
    409,
    (d: { run: string; status: string }) => `Task run ${d.run} is ${d.status}, so this cannot be done any more.`,
  ],
  'run/not-launched': [
    409,
    (d: { run: string; status: string }) =>
      `Task run ${d.run} is ${d.status}; only a launched run can be paused, and only a paused one resumed.`,
  ],
  'run/code-not-trusted': [
    409,
    (d: { run: string }) =>
      `Task run ${d.run} came by an archive before its data was read to the end, and the code that reads the rest is not run here; launch the task in this data folder to collect more.`,
  ],
  'run/not-more': [
    409,
    (d: { run: string; units: number }) =>
      `Every item of task run ${d.run} has ${d.units} ${d.units === 1 ? 'unit' : 'units'} already; ask for a larger number.`,
  ],
  'run/already-open': [409, (d: { run: string }) => `Task run ${d.run} exists already.`],

  'search/not-ready': [503, () => 'The search was interrupted before it had an answer. Search again in a moment.'],
  'search/too-many': [
    429,
    (d: { most: number }) => `${d.most} searches are waiting for each other already. Search again in a moment.`,
  ],

  'settings/bad-grafana-url': [
    400,
    () =>
      'MANYHANDS_GRAFANA_URL has to be an http or https address without a password, like https://grafana.example.org.',
  ],
  'settings/bad-host': [
    400,
    (d: { value: string }) =>
      `MANYHANDS_HOST is "${d.value}", and has to be an IP address of this machine; 0.0.0.0 stands for all of them.`,
  ],
  'settings/bad-log-file': [
    400,
    (d: { path: string; reason: string }) =>
      `The log file ${d.path} cannot be written: ${d.reason}. Set MANYHANDS_LOG_FILE to a file in a folder that is there.`,
  ],
  'settings/bad-login': [400, () => 'MANYHANDS_LOGIN is either "auto" (no login on this machine) or "always".'],
  'settings/bad-oidc': [400, (d: { reason: string }) => `The identity provider cannot be used: ${d.reason}.`],
  'settings/bad-public-url': [
    400,
    (d: { name: string }) =>
      `${d.name} has to be an address with a host name and no path, like https://study.example.org.`,
  ],
  'settings/bad-port': [
    400,
    (d: { value: string }) =>
      `MANYHANDS_PORT is "${d.value}", and a port is a whole number from 0 to 65535 (0 takes a free one).`,
  ],
  'settings/bad-url': [
    400,
    (d: { name: string }) => `${d.name} is no address of a NATS server; write it like nats://user:password@host:4222.`,
  ],

  'task/bad-config': [
    400,
    (d: { place: string; reason: string } | { faults: readonly string[] }) =>
      'faults' in d ? d.faults.join('\n') : `${d.place}: ${d.reason}${d.reason.endsWith('?') ? '' : '.'}`,
  ],
  'task/build-failed': [
    400,
    (d: { command: string; outcome: string; output: string }) =>
      `The build command "${d.command}" ${d.outcome}; correct it and launch again.${d.output && ` The last it said:\n${d.output}`}`,
  ],
  'task/closed': [409, () => "The task's data is closed, as its run has ended."],
  'task/code-failed': [
    400,
    (d: { reason: string }) => `The task's own code failed: ${d.reason}. Correct it and launch again.`,
  ],
  'task/unknown-key': [
    404,
    (d: { key: string; meant?: string }) =>
      `"${d.key}" is no key of a task's config; ${d.meant ? `did you mean "${d.meant}"?` : './bin/manyhands wut lists those there are.'}`,
  ],
  'task/in-data-folder': [
    400,
    (d: { what: string }) =>
      `${d.what} lies in the data folder of Manyhands, which also holds what archives bring; move it out of there and launch again.`,
  ],
  'task/no-config': [
    404,
    (d: { folder: string; wanted: string; present: readonly string[] }) =>
      `${d.folder} has no ${d.wanted}; ${d.present.length > 0 ? `what it has is ${d.present.join(', ')}` : 'a task folder needs one'}.`,
  ],
  'task/no-data': [
    400,
    (d: { config: string; data?: string }) =>
      d.data === undefined
        ? `${d.config} names no data; add a line like "data: items.csv".`
        : `${d.config} names the data ${d.data}, and there is no such file.`,
  ],
  'task/no-folder': [404, (d: { folder: string }) => `There is no folder ${d.folder}.`],
  'task/no-page': [
    400,
    (d: { config: string; reason: string }) => `There is no page to show to workers: ${d.config} ${d.reason}.`,
  ],
  'task/no-review': [
    400,
    (d: { config: string; reason: string }) => `There is no review view to show to reviewers: ${d.config} ${d.reason}.`,
  ],
  'task/no-secret': [
    400,
    (d: { key: string; name: string }) =>
      `"${d.key}" is to come from the environment variable ${d.name}, which is not set where Manyhands runs; set it and start Manyhands again.`,
  ],
  'task/secret-astray': [
    400,
    (d: { place: string; key: string }) =>
      `${d.place}: "${d.key}" names a secret, and secrets are read below aux_parameters only, since they are for the task's own code and not for workers' pages.`,
  ],
  'task/secret-in-config': [
    400,
    (d: { place: string; key: string }) =>
      `${d.place}: "${d.key}" looks like a secret, and what a config says is kept for good; put it into an environment variable of Manyhands and ${
        d.key === 'build'
          ? 'write $NAME_OF_THE_VARIABLE in the command'
          : 'write {secret: NAME_OF_THE_VARIABLE} in its place below aux_parameters, in capital letters'
      }.`,
  ],
  'task/odd-file': [
    400,
    (d: { name: string; reason: string }) =>
      `${d.name} cannot be part of a run: ${d.reason}. Put a file in its place, or take it away, and launch again.`,
  ],
  'task/unknown': [
    404,
    (d: { task: string }) => `No task is called "${d.task}". "./bin/manyhands runs" lists the runs of those there are.`,
  ],
  'task/not-answering': [
    400,
    (d: { file: string; seconds: number }) =>
      `The task's own code in ${d.file} gave no sign of life for ${d.seconds} seconds, so it was ended; look for a loop without an end.`,
  ],

  'unit/unknown': [404, (d: { unit: string }) => `No unit is called "${d.unit}".`],
  'unit/not-open': [
    409,
    (d: { unit: string; status: string }) => `Unit ${d.unit} is ${d.status}, so it cannot be given out or withdrawn.`,
  ],
  'unit/not-submitted': [
    409,
    (d: { unit: string; status: string }) => `Unit ${d.unit} is ${d.status}; only submitted work can be reviewed.`,
  ],
  'unit/already-reviewed': [
    409,
    (d: { unit: string; status: string; by: string }) =>
      `Unit ${d.unit} is ${spoken(d.status)} already, by ${nameOf(d.by)}. Undo that first to decide anew.`,
  ],
  'unit/not-reviewed': [
    409,
    (d: { unit: string }) => `Nothing was decided on unit ${d.unit}, so there is nothing to undo.`,
  ],
  'unit/not-due': [409, (d: { unit: string }) => `The deadline of unit ${d.unit} has not passed.`],

  // Mephisto's words for them: its pages show them, and may compare them.
  'work/not-qualified': [403, () => 'You are not currently qualified to work on this task...'],
  'work/none': [404, () => 'There is currently no available work, please try again later...'],
  'work/too-many-at-once': [
    409,
    () =>
      'You are currently working on too many tasks concurrently to accept another, please finish your current work.',
  ],
  'work/maximum-reached': [
    409,
    () => 'You have already completed the maximum amount of tasks the requester has set for this task.',
  ],
  'work/gone': [
    404,
    () =>
      'You appear to have already completed this task, or have disconnected long enough for your session to clear...',
  ],

  'upload/no-room': [
    503,
    () =>
      'So many files are being sent that there is no room for more right now. Try again in a minute; nothing was kept.',
  ],

  'worker/banned': [
    409,
    (d: { worker: string; reason: string }) =>
      `Worker ${d.worker} is banned already, and the reason given was "${d.reason}". Unban them first to give another.`,
  ],
  'worker/unknown': [
    404,
    (d: { worker: string }) =>
      `No worker is called "${d.worker}"; only those who have worked here are known. "./bin/manyhands workers" lists them.`,
  ],
} as const satisfies Record<string, readonly [number, (details: never) => string]>;

export type RefusalCode = keyof typeof refusals;
type Details<Code extends RefusalCode> = Parameters<(typeof refusals)[Code][1]>;

/** The rules say no: shown to whoever asked, never retried, and nothing has happened. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly status: number;
  /** After how many seconds asking again may help, if that is known. */
  readonly retryAfterSeconds?: number;

  constructor(code: RefusalCode, status: number, message: string, options: RefusalOptions = {}) {
    super(message, options);
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

type RefusalOptions = ErrorOptions & { retryAfterSeconds?: number };

/** Makes the refusal for a code of the table; the caller throws it. */
export function refuse<Code extends RefusalCode>(code: Code, ...details: Details<Code>): Refusal {
  const [status, sentence] = refusals[code] as readonly [number, (details?: unknown) => string];
  const { seconds } = (details[0] ?? {}) as { seconds?: number };
  return new Refusal(code, status, sentence(details[0]), status === 429 ? { retryAfterSeconds: seconds } : {});
}
