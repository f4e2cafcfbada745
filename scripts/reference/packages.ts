/** Another library that does what Nevus does: the oracle of the parity tests, and the rival in the benchmarks. */
export type ReferenceName = 'keras' | 'torch' | 'onnx';

export interface Reference {
  /** As people call it. */
  title: string;
  /** What pip is asked for; `constraints.txt` pins all that this brings along. */
  requirements: readonly string[];
  /** Modules that must load before the environment counts as complete. */
  modules: readonly string[];
  /** Roughly, of the downloads and of what is unpacked. */
  megabytes: { download: number; disk: number };
}

const SMALL_WHEEL = 'sys_platform == "linux" and platform_machine == "x86_64"';

export const REFERENCES: Readonly<Record<ReferenceName, Reference>> = {
  keras: {
    title: 'Keras on TensorFlow',
    requirements: [
      `tensorflow-cpu==2.21.0; ${SMALL_WHEEL}`,
      'tensorflow==2.21.0; sys_platform != "linux" or platform_machine != "x86_64"',
      'keras==3.15.1',
      'h5py==3.14.0',
      'numpy==2.4.6',
    ],
    modules: ['tensorflow', 'keras', 'h5py'],
    megabytes: { download: 330, disk: 1500 },
  },
  torch: {
    title: 'PyTorch',
    // Of the package index on Linux this is the CUDA build, whose libraries must be there even to compute on the processor.
    requirements: ['torch==2.15.0', 'torchvision==0.29.2', 'onnx==1.23.2', 'onnxscript==0.7.2', 'numpy==2.4.6'],
    modules: ['torch', 'torchvision', 'onnxscript'],
    megabytes: { download: 3000, disk: 6000 },
  },
  onnx: {
    title: 'ONNX Runtime',
    requirements: ['onnxruntime==1.31.1', 'onnx==1.23.2', 'numpy==2.4.6'],
    modules: ['onnxruntime', 'onnx'],
    megabytes: { download: 60, disk: 200 },
  },
};
