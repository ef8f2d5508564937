#version 330 core
#include "include/light.glsl"
// Cloth in the light of the room. What is written is the square root of the camera's light:
// eight bits of it hold every code, whatever the curve of the picture. Beside it stands which
// side of the cloth it is: 1 outside, 0.5 inside.

in vec3 outwards;
#ifdef SEEN
in vec3 seen_from;
#endif
in vec2 at;
in vec2 open;

uniform vec3 reflectance;
uniform vec3 lamp_from;   // towards the brightest light
uniform vec3 lamp_light;  // what white that faces it would receive of it
uniform float inside;  // light that gets to the inner side of a collar or a cuff

#ifdef BASE
uniform sampler2D base;
uniform mat3x2 to_base;
#endif
#ifdef CUTOFF
uniform float cutoff;
#endif
#ifdef NORMAL
uniform sampler2D relief_map;
uniform mat3x2 to_relief;
uniform float relief;
#endif
#ifdef TANGENTS
in vec4 along;
#endif
#ifdef CRUSHED
in float crush;  // how far the joint below is bent
const float NOTHING = 256.0 / 255.0;  // twice 128: no change
#endif
#ifdef OCCLUSION
uniform sampler2D occlusion;
uniform mat3x2 to_occlusion;
uniform vec2 left;  // what is left of the light where the map is 0, and what 1 adds to it
#ifdef SECOND_UV
in vec2 at_second;
#endif
#endif
#ifdef ROUGH
uniform sampler2D rough_map;
uniform mat3x2 to_rough;
#endif
#ifdef FUZZ
uniform float fuzz;
#endif
#ifdef GLOSS
uniform float gloss;
uniform float roughness;
uniform float metal;
uniform float tint;
uniform float anisotropy;
#endif
#ifdef SOFTEN
uniform float soften;
#endif
uniform mat3 linear_to_camera;
uniform float knee;  // from where on highlights are bent

out vec4 painted;

// Textures are taken from half a step finer mipmaps than hardware would: beside pictures that
// were drawn at twice the size, prints are then half as far off.
const float SHARPER = -0.5;
#if defined(OCCLUSION) || defined(CRUSHED)
const float DARKEST = 0.08;  // however deep a fold is, so much light gets there
#endif

#ifdef GLOSS
const float ROOM = 0.35;  // what a room shows beside its lamps, as a share of the light in it

// Highlight of a lamp, as a factor on what white would show; GGX with Smith's masking, drawn
// out across the threads (Burley 2012, "Physically-based shading at Disney").
float highlight(vec3 n, vec3 t, vec3 v, float rough) {
    vec3 h = normalize(v + lamp_from);
    vec3 b = cross(n, t);
    float nl = dot(n, lamp_from), nv = max(dot(n, v), 0.05), nh = dot(n, h);
    if (nl <= 0.0) return 0.0;
    float alpha = max(rough * rough, 0.01);
    float aspect = sqrt(1.0 - 0.9 * anisotropy);
    float ax = alpha / aspect, ay = alpha * aspect;
    float x = dot(t, h) / ax, y = dot(b, h) / ay;
    float d = x * x + y * y + nh * nh;
    float masking = 0.5 / mix(2.0 * nl * nv, nl + nv, alpha);
    // relief may turn what is seen away from who sees it
    return smoothstep(0.0, 0.25, dot(n, v)) * nl * masking / (ax * ay * d * d);
}
#endif

// Highlights are bent towards white instead of clipped, so they keep their shape: the strongest
// and the weakest channel are, and the third stays where it was between them, which keeps the
// hue, as makers of raw converters do it.
vec3 rolled_off(vec3 shown) {
    vec2 ends = vec2(max(max(shown.r, shown.g), shown.b), min(min(shown.r, shown.g), shown.b));
    vec2 over = max(ends - knee, vec2(0.0));
    float room = 1.0 - knee;
    vec2 bent = min(ends, vec2(knee)) + room * over * inversesqrt(room * room + over * over);
    return bent.y + (shown - ends.y) * (bent.x - bent.y) / max(ends.x - ends.y, 1e-4);
}

void main() {
#ifdef BASE
    vec4 texel = texture(base, to_base * vec3(at, 1.0), SHARPER);
#ifdef CUTOFF
    if (texel.a < cutoff) discard;
#endif
    vec3 cloth = reflectance * texel.rgb;
#ifdef CRUSHED
    cloth *= max(1.0 + crush * (2.0 * texel.a - NOTHING), DARKEST);
#endif
#else
    vec3 cloth = reflectance;
#endif
    float side = gl_FrontFacing ? 1.0 : -1.0;
    vec3 n = normalize(outwards);
#ifdef TANGENTS
    vec3 t = along.xyz;
#else
    vec3 t = vec3(1.0, 0.0, 0.0);
#endif
#ifdef NORMAL
#ifdef CRUSHED
    vec4 folds = 2.0 * texture(relief_map, to_relief * vec3(at, 1.0), SHARPER);
    vec3 way = vec3(folds.xy - 1.0, 0.0);
    way.z = sqrt(max(1.0 - dot(way.xy, way.xy), 0.0));
    way.xy += crush * way.z * (folds.zw - NOTHING);
#else
    vec3 way = 2.0 * texture(relief_map, to_relief * vec3(at, 1.0), SHARPER).rgb - 1.0;
#endif
    way.xy *= relief;
    n = normalize(way.x * t - way.y * along.w * cross(n, t) + max(way.z, 0.1) * n);
#endif
    n *= side;
#ifdef SEEN
    vec3 v = normalize(seen_from);
#endif
#ifdef FUZZ
    // Fibres that stand on end hide more of the cloth below them the more aslant they are seen,
    // as scatterers in a thin layer do (Koenderink and Pont 2003, "The secret of velvety skin").
    // A deep layer of what scatters light w times of one evenly shows R, w = 4 R / (1 + R)^2;
    // a thin one that is lit by the room and by the cloth shows w (1 + R) / 2 = 2 R / (1 + R).
    // They stand above the relief, so only the form's own normal counts.
    float aslant = max(abs(dot(normalize(outwards), v)), 0.05);
    cloth += (1.0 - exp(fuzz - fuzz / aslant)) * (cloth - cloth * cloth) / (1.0 + cloth);
#endif
    float reached = open.x * (gl_FrontFacing ? 1.0 : inside);
#ifdef OCCLUSION
#ifdef SECOND_UV
    vec2 place = at_second;
#else
    vec2 place = at;
#endif
    float seen_sky = texture(occlusion, to_occlusion * vec3(place, 1.0)).r;
    reached *= clamp(left.x + left.y * seen_sky, DARKEST, 1.0);
#endif
    vec3 light = irradiance(n);
    light -= min((1.0 - open.y) * max(dot(n, lamp_from), 0.0) * lamp_light, 0.8 * light);
#ifdef SOFTEN
    light = mix(light, irradiance(vec3(0.0, 0.0, 1.0)), 0.5 * soften);
#endif
    vec3 shown = light * cloth;
#ifdef GLOSS
    float grazing = 1.0 - max(dot(n, v), 0.0);
    float rough = roughness;
#ifdef ROUGH
    rough *= texture(rough_map, to_rough * vec3(at, 1.0)).r;
#endif
    float bent = grazing * grazing * grazing * grazing * grazing;
    vec3 facing = mix(gloss * mix(vec3(0.04), 0.02 + 0.3 * cloth, tint), cloth, metal);
    // at its rims, too, silk mirrors itself rather than the room
    float rim = (1.0 - rough) * gloss * (1.0 - 0.7 * tint);
    vec3 mirrored = facing + max(vec3(rim) - facing, vec3(0.0)) * bent;
    vec3 around = mix(ROOM, 1.0, metal) * irradiance(reflect(-v, n));
    shown *= 1.0 - metal;
    shown += mirrored * (open.y * highlight(n, t, v, rough) * lamp_light + around);
#endif
    shown *= reached;
    shown = linear_to_camera * shown;
    painted = vec4(sqrt(rolled_off(max(shown, vec3(0.0)))), gl_FrontFacing ? 1.0 : 0.5);
}
