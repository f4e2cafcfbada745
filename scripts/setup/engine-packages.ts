/** A wheel of the Python package index, pinned by the SHA-256 that pip checks. */
export interface PinnedWheel {
  package: string;
  version: string;
  /** Given where the wheel holds one Python version's modules; the libraries that we take from it need no Python. */
  python?: string;
  platform: string;
  sha256: string;
  /** Of the download. */
  megabytes: number;
  /** Of what is taken out of it. */
  unpackedMegabytes: number;
}

export type EngineVariant = 'cpu' | 'cuda';

export const TENSORFLOW_VERSION = '2.21.0';

const tensorflow = (name: string, platform: string, megabytes: number, unpackedMegabytes: number, sha256: string): PinnedWheel => ({
  package: name,
  version: TENSORFLOW_VERSION,
  python: '3.12',
  platform,
  sha256,
  megabytes,
  unpackedMegabytes,
});

/** Where TensorFlow is published with a C library; on Windows its wheel has none, and WebGPU or WebAssembly computes. */
const TENSORFLOW: Readonly<Record<string, PinnedWheel>> = {
  'linux-x64-cpu': tensorflow(
    'tensorflow-cpu',
    'manylinux_2_27_x86_64',
    274,
    854,
    'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  ),
  'linux-x64-cuda': tensorflow(
    'tensorflow',
    'manylinux_2_27_x86_64',
    573,
    1260,
    'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
  ),
  'linux-arm64-cpu': tensorflow(
    'tensorflow',
    'manylinux_2_27_aarch64',
    282,
    884,
    'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
  ),
  'darwin-arm64-cpu': tensorflow(
    'tensorflow',
    'macosx_12_0_arm64',
    223,
    741,
    '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712',
  ),
};

const nvidia = (
  name: string,
  version: string,
  platform: string,
  megabytes: number,
  unpackedMegabytes: number,
  sha256: string,
): PinnedWheel => ({
  package: `nvidia-${name}-cu12`,
  version,
  platform,
  sha256,
  megabytes,
  unpackedMegabytes,
});

/** CUDA 12 as TensorFlow 2.21's `and-cuda` extra asks for it. */
const NVIDIA: readonly PinnedWheel[] = [
  nvidia('cublas', '12.9.3.13', 'manylinux_2_27_x86_64', 581, 857, 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72'),
  nvidia('cuda-cupti', '12.9.79', 'manylinux_2_25_x86_64', 11, 45, '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f'),
  nvidia('cuda-nvcc', '12.9.86', 'manylinux2010_x86_64', 41, 100, '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0'),
  nvidia('cuda-nvrtc', '12.9.86', 'manylinux2010_x86_64', 90, 228, '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4'),
  nvidia('cuda-runtime', '12.9.79', 'manylinux2014_x86_64', 3, 10, '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3'),
  nvidia('cudnn', '9.28.0.42', 'manylinux_2_27_x86_64', 717, 1164, '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375'),
  nvidia('cufft', '11.4.1.4', 'manylinux2014_x86_64', 201, 295, 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28'),
  nvidia('curand', '10.3.10.19', 'manylinux_2_27_x86_64', 68, 170, '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e'),
  nvidia('cusolver', '11.7.5.82', 'manylinux_2_27_x86_64', 338, 496, '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88'),
  nvidia('cusparse', '12.5.10.65', 'manylinux2014_x86_64', 366, 488, '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78'),
  nvidia('nccl', '2.32.3', 'manylinux_2_27_x86_64', 352, 492, 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'),
  nvidia('nvjitlink', '12.9.86', 'manylinux2010_x86_64', 40, 97, 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9'),
];

export interface EnginePackages {
  tensorflow: PinnedWheel;
  nvidia: readonly PinnedWheel[];
}

/** Null where TensorFlow is not published for this platform in this variant. */
export function enginePackages(platform: string, architecture: string, variant: EngineVariant): EnginePackages | null {
  const wheel = TENSORFLOW[`${platform}-${architecture}-${variant}`];
  return wheel ? { tensorflow: wheel, nvidia: variant === 'cuda' ? NVIDIA : [] } : null;
}
