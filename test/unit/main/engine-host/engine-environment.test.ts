import { expect, test } from 'vitest';
import { engineEnvironment } from '../../../../main/engine-host/engine-environment.ts';

test('an engine asks for large pages on Linux, beside what somebody chose already', () => {
  expect(engineEnvironment({ HOME: '/home/a' }, 'linux')).toEqual({ HOME: '/home/a', GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' });
  expect(engineEnvironment({ GLIBC_TUNABLES: 'glibc.malloc.check=3' }, 'linux')).toEqual({
    GLIBC_TUNABLES: 'glibc.malloc.check=3:glibc.malloc.hugetlb=1',
  });
});

test('a choice about large pages stands, and other systems are left alone', () => {
  const chosen = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=0' };
  expect(engineEnvironment(chosen, 'linux')).toBe(chosen);
  const inherited = { PATH: 'C:\\Windows' };
  expect(engineEnvironment(inherited, 'win32')).toBe(inherited);
});
