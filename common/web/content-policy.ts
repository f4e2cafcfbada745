/** Where a page of ours may take images from and connect to, besides its own origin. */
export interface PageOrigins {
  readonly images: readonly string[];
  readonly connections: readonly string[];
}

/**
 * The Content-Security-Policy of the interface, in Electron and served: nothing but its own files, no inline script, no evaluation, no frames,
 * no plug-ins, no forms, nothing from the network. Inline style *attributes* are allowed: charts and the virtual grid place things by them.
 */
export function contentSecurityPolicy(origins: PageOrigins): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `style-src-attr 'unsafe-inline'`,
    `font-src 'self'`,
    `img-src ${["'self'", 'blob:', ...origins.images].join(' ')}`,
    `connect-src ${["'self'", ...origins.connections].join(' ')}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `object-src 'none'`,
  ].join('; ');
}

/** Headers that every page and file of the interface carries. */
export function securityHeaders(origins: PageOrigins): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(origins),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  };
}
