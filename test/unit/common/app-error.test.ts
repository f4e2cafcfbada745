import { describe, expect, it } from 'vitest';
import { AppError, assertNever, toAppError } from '../../../common/errors/app-error.ts';

describe('toAppError', () => {
  it('leaves an AppError as it is', () => {
    const error = new AppError('conflict', 'Already there.');
    expect(toAppError(error)).toBe(error);
  });

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EACCES', 'permission-denied'],
    ['EPERM', 'permission-denied'],
    ['EROFS', 'permission-denied'],
    ['ENOENT', 'file-missing'],
    ['EIO', 'internal'],
  ])('keeps the meaning of %s', (systemCode, code) => {
    const cause = Object.assign(new Error('the system said no'), { code: systemCode });
    expect(toAppError(cause)).toMatchObject({ code, message: 'the system said no', detail: { systemCode }, cause });
  });

  it('turns an abort into a cancel', () => {
    expect(toAppError(new DOMException('This operation was aborted', 'AbortError'))).toMatchObject({
      code: 'cancelled',
      message: 'The work was cancelled.',
    });
  });

  it('gives anything else a body that survives JSON', () => {
    for (const thrown of [new TypeError('x'), 'text', 7, null, undefined]) {
      const body = toAppError(thrown).toBody();
      expect(body.code).toBe('internal');
      expect(JSON.parse(JSON.stringify(body))).toEqual({ code: 'internal', message: body.message });
    }
  });
});

describe('AppError', () => {
  it('crosses a process boundary unchanged', () => {
    const error = new AppError('split-leaks', 'Two lesions leak.', { lesions: ['L1', 'L2'] });
    expect(AppError.fromBody(error.toBody()).toBody()).toEqual(error.toBody());
  });

  it('names the value that types should have ruled out', () => {
    expect(() => assertNever({ kind: 'new' } as never)).toThrow('Unexpected value: {"kind":"new"}');
  });
});
