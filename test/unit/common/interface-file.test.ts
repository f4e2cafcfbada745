import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../../common/web/content-policy.ts';
import { findInterfaceFile } from '../../../common/web/interface-file.ts';

describe('findInterfaceFile', () => {
  it('finds the start page and hashed assets', () => {
    expect(findInterfaceFile('/')).toMatchObject({ relativePath: 'index.html', isImmutable: false });
    expect(findInterfaceFile('/assets/index-Bx1.js')).toMatchObject({ relativePath: 'assets/index-Bx1.js', isImmutable: true });
  });

  it.each([
    '/../package.json',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '/assets\\..\\x.js',
    '//etc/passwd.txt',
    '/C:/x.js',
    '/.env.json',
    '/assets/x.js\0.html',
    '/index.html/',
    '/assets/x.exe',
    '/assets',
    '',
  ])('finds nothing for %j', (path) => {
    expect(findInterfaceFile(path)).toBeNull();
  });

  it('never leaves the folder, whatever is asked', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', '%2f', 'a', 'index.html', ':', '\0', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const found = findInterfaceFile(`/${pieces.join('')}`);
        if (found === null) return true;
        const segments = found.relativePath.split('/');
        return segments.every((segment) => /^[\w-][\w.-]*$/.test(segment));
      }),
    );
  });
});

describe('contentSecurityPolicy', () => {
  it('lets nothing in but the own files and what is named', () => {
    const policy = contentSecurityPolicy({ images: ['lesion:'], connections: [] });
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("img-src 'self' blob: lesion:");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|https?:|\*/);
  });
});
