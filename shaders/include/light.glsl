// Irradiance as nine real spherical harmonics of the normal: x right, y up, z towards the
// camera. The twin of tryon/light/harmonics.py, which normalises the terms.

uniform vec3 light_terms[9];

vec3 irradiance(vec3 n) {
    vec3 light = light_terms[0] + n.y * light_terms[1] + n.z * light_terms[2];
    light += n.x * light_terms[3] + (n.x * n.y) * light_terms[4] + (n.y * n.z) * light_terms[5];
    light += (3.0 * n.z * n.z - 1.0) * light_terms[6] + (n.x * n.z) * light_terms[7];
    light += (n.x * n.x - n.y * n.y) * light_terms[8];
    return max(light, vec3(0.0));
}
