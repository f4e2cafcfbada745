/*
 * Makes the layers and activations known that saved networks may have and that tfjs does not know, or computes more slowly. Imported for that alone by
 * whatever loads a network.
 */
import './activation.ts';
import './channel-normalization.ts';
import './layer-normalization.ts';
import './layer-scale.ts';
import './map-deviation.ts';
import './reverse-channels.ts';
