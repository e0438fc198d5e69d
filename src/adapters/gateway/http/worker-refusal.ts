import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../../../actors/refusal.ts';
import { chooseTexts } from '../../page-texts.ts';
import { htmlText } from '../../tasks/html-text.ts';
import { noticePage } from './html-page.ts';

/** Whether a browser shows the reply as a page: somebody follows a link, and no script asks. */
export const isNavigation = ({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers.accept?.includes('text/html') === true &&
  (headers['sec-fetch-mode'] ?? 'navigate') === 'navigate';

/** Whether a request is for a run, or for a host name that nothing has: only links for workers lead there. */
const isForWorkers = (url: string): boolean => /^\/@(run\/|nowhere)/.test(url);

/** Where the page of a run begins. */
const isStart = (url: string): boolean => /^\/@run\/[^/]+\/(task_index|welcome)?(\?|$)/.test(url);

/** The texts of a notice in the language files, where its title has `Title` behind it. */
type Notice = 'linkUnknown' | 'linkNoPage' | 'linkMissing' | 'linkTooOften' | 'linkLater';

/** What a worker reads instead of a refusal, which is for programs and for whoever runs the study. */
function noticeFor({ code, status }: Refusal, url: string): Notice {
  if (status === 429) return 'linkTooOften';
  if (status >= 500) return 'linkLater';
  if (code === 'run/unknown' || !url.startsWith('/@run/')) return 'linkUnknown';
  return status === 404 && isStart(url) ? 'linkMissing' : 'linkNoPage';
}

/** Answers a refused link of a worker with a page; undefined if the request came from a program, or for the app. */
export function sendWorkerRefusal(
  request: Pick<FastifyRequest, 'method' | 'headers' | 'url'>,
  reply: FastifyReply,
  refusal: Refusal,
): FastifyReply | undefined {
  if (!isForWorkers(request.url) || !isNavigation(request)) return undefined;
  const notice = noticeFor(refusal, request.url);
  const { texts, ...language } = chooseTexts(request.headers['accept-language']);
  return reply
    .code(refusal.status)
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      vary: 'accept, accept-language, sec-fetch-mode',
      'x-refusal': refusal.code,
    })
    .type('text/html; charset=utf-8')
    .send(noticePage(texts[`${notice}Title`] ?? '', htmlText(texts[notice] ?? ''), language));
}
