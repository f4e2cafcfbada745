/** A saved state that is not one of the network, options or engine that it is given to. Nothing was changed by it. */
export class ForeignState extends Error {
  override readonly name = 'ForeignState';
}
