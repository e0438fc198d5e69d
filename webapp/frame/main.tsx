import { createRoot } from 'react-dom/client';
import { openConsent } from './consent.ts';
import style from './frame.css?inline';
import { Frame } from './frame.tsx';
import { world } from './page.ts';

const { frame, lang, dir, signals } = world.manyhandsPage;
// At once, before the page asks for a unit.
const consent = openConsent(frame.consentHtml);

/** A part of the frame above the page: before its body, which pages lay out and fill as they like, and in a shadow root. */
function addPart<Name extends 'div' | 'p'>(name: Name) {
  const host = document.createElement('manyhands-frame');
  host.lang = lang;
  host.dir = dir;
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = document.createElement('style');
  sheet.textContent = style;
  const place = document.createElement(name);
  shadow.append(sheet, place);
  document.documentElement.insertBefore(host, document.body);
  return { host, place };
}

function show() {
  createRoot(addPart('div').place).render(<Frame frame={frame} consent={consent} />);
  if (!signals) return;
  const { host, place } = addPart('p');
  // Unlike the bar, it scrolls away: on a telephone it takes several lines.
  host.style.position = 'static';
  place.className = 'counted';
  place.textContent = signals.says;
}

if (document.readyState === 'loading') window.addEventListener('DOMContentLoaded', show);
else show();
