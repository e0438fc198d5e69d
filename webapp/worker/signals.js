// Counts how often a worker pastes, copies, leaves the page and types while it has a unit, never what. Only where the run asks for that. A
// classic script behind `work.js` and `notices.js`; its names stay in this block.
{
  const { signals, frame } = window.manyhandsPage;
  const { measured } = window.manyhandsWork;
  /** Also how often the focus is looked at. A shorter absence is a reload, or a change to another tab of the unit. */
  const minAwayMs = 1000;
  const typing = /^(.|Dead|Process|Unidentified|Enter|Backspace|Delete)$/su;

  /** Counts are kept with the active time: over a reload, and for all tabs of the unit. */
  const keptOf = (agentId) => ({ ms: 0, at: 0, ...measured.of(agentId) });
  const added = (kept, counts) => {
    const sums = Object.entries(counts).map(([name, count]) => [name, (kept[name] || 0) + count]);
    return { ...kept, ...Object.fromEntries(sums) };
  };
  const add = (counts) => {
    const agentId = measured.agent();
    if (agentId) measured.keep(agentId, added(keptOf(agentId), counts));
  };
  const listen = (type, count) => {
    const note = (event) => {
      // What is written in the frame, such as a report, is no part of the answer.
      if (event.target.nodeName !== 'MANYHANDS-FRAME') count(event, event.composedPath()[0]);
    };
    document.addEventListener(type, note, { capture: true, passive: true });
  };

  const isField = ({ nodeName, readOnly, isContentEditable }) =>
    isContentEditable || (/^(INPUT|TEXTAREA)$/.test(nodeName) && !readOnly);
  const countPastes = () =>
    listen('paste', ({ clipboardData }, target) => {
      const { length } = clipboardData?.getData('text') || '';
      if (isField(target)) add({ pastes: 1, pastedCharacters: length });
    });

  const countCopies = () => {
    const count = (_, { selectionStart, selectionEnd }) => {
      if (selectionStart !== selectionEnd || !document.getSelection().isCollapsed) add({ copies: 1 });
    };
    listen('copy', count);
    listen('cut', count);
  };

  const countKeys = () => {
    let typedIn = 0;
    listen('keydown', ({ key, repeat, ctrlKey, altKey, metaKey }) => {
      // The right Alt key counts as both Ctrl and Alt.
      if (repeat || metaKey || (ctrlKey && !altKey) || !typing.test(key)) return;
      const second = Math.floor(Date.now() / 1000);
      add({ keysTyped: 1, secondsTyping: second === typedIn ? 0 : 1 });
      typedIn = second;
    });
  };

  /** What is kept once an absence is over, whichever tab of the unit began it. */
  const withoutAbsence = ({ awayAt, ...kept }) => {
    const awayMs = awayAt ? Date.now() - awayAt : 0;
    return awayMs < minAwayMs ? kept : added(kept, { timesAway: 1, awayMs });
  };
  const countAbsences = () => {
    let wasHere = false;
    const comeBack = () => {
      const agentId = measured.agent();
      const kept = keptOf(agentId);
      if (kept.awayAt) measured.keep(agentId, withoutAbsence(kept));
    };
    const note = () => {
      const isHere = document.visibilityState === 'visible' && document.hasFocus();
      if (isHere) comeBack();
      // Who leaves before the unit has come is away from it once it has.
      else if (!measured.agent()) return;
      else if (wasHere && !keptOf(measured.agent()).awayAt) add({ awayAt: Date.now() });
      wasHere = isHere;
    };
    note();
    for (const type of ['blur', 'focus']) window.addEventListener(type, note);
    document.addEventListener('visibilitychange', note);
    window.addEventListener('pagehide', () => {
      // It is hidden next, also by a reload.
      wasHere = false;
      comeBack();
    });
    setInterval(note, minAwayMs);
  };

  const counters = { paste: countPastes, copy: countCopies, focus: countAbsences, typing: countKeys };
  for (const name of signals.names) counters[name]();

  measured.header = (agentId) => {
    const { awayMs = 0, ...counts } = withoutAbsence(keptOf(agentId));
    return new URLSearchParams({ ...counts, secondsAway: Math.round(awayMs / 1000) }).toString();
  };

  // Where there is a frame, it says so.
  if (!frame) window.manyhandsWork.tell('signals', signals.says);
}
