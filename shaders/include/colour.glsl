// sRGB transfer curve, IEC 61966-2-1:1999, section 5.2. The twin of tryon/core/colour.py.

vec3 linear_to_srgb(vec3 linear) {
    vec3 light = clamp(linear, 0.0, 1.0);
    vec3 toe = 12.92 * light;
    vec3 curve = 1.055 * pow(light, vec3(1.0 / 2.4)) - 0.055;
    return mix(curve, toe, lessThanEqual(light, vec3(0.0031308)));
}

vec3 srgb_to_linear(vec3 encoded) {
    vec3 code = clamp(encoded, 0.0, 1.0);
    vec3 toe = code / 12.92;
    vec3 curve = pow((code + 0.055) / 1.055, vec3(2.4));
    return mix(curve, toe, lessThanEqual(code, vec3(0.04045)));
}
