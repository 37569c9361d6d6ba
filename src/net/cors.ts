// Pages of other origins may call the API only if the operator has listed their origin (or '*').

import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';

const PREFLIGHT_SECONDS = '600';

/** Headers that let a listed origin read the answer; none for everybody else. */
export function corsHeaders(origins: readonly string[], request: IncomingHttpHeaders): OutgoingHttpHeaders {
  const origin = request.origin;
  if (origin === undefined || !(origins.includes(origin) || origins.includes('*'))) return {};
  return { 'access-control-allow-origin': origin, vary: 'origin' };
}

/** The further headers of the answer to a preflight request: any headers will do, they are checked like all input. */
export function preflightHeaders(methods: readonly string[], request: IncomingHttpHeaders): OutgoingHttpHeaders {
  return {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': request['access-control-request-headers'] ?? '',
    'access-control-max-age': PREFLIGHT_SECONDS,
  };
}
